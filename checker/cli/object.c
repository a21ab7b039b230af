/* Facts out of ELF files and archives of them, by libelf. The file may be anybody's: libelf
 * checks what it reads, facts_decode_section checks the rest. */
#include "object.h"

#include "facts/facts.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct reading {
  struct object_list *list;
  const char *path;
  char *message;
  size_t size;
};

static int fail(struct reading *r, const char *what, const char *next) {
  snprintf(r->message, r->size, "%s: %s%s%s", r->path, what, *next ? ": " : "", next);
  return -1;
}

static int append_units(struct reading *r, const Elf_Data *data) {
  struct facts_unit **units = NULL;
  struct facts_error error = {0, ""};
  int count = facts_decode_section(data->d_buf, data->d_size, &units, &error);
  if (count < 0) {
    char where[64];
    snprintf(where, sizeof where, "at byte %zu of section " FACTS_SECTION, error.offset);
    return fail(r, error.message, where);
  }
  for (int i = 0; i < count; i++) {
    uint32_t row = facts_append_rows((void **)&r->list->unit, &r->list->count, &r->list->capacity,
                                     sizeof *units, 1);
    r->list->unit[row] = units[i];
  }
  free(units);
  return count;
}

/* The data of the section as a whole, or null. libelf gives a damaged one no data. */
static int read_section(struct reading *r, Elf *elf, size_t names, Elf_Scn *section) {
  GElf_Shdr header;
  if (!gelf_getshdr(section, &header)) return 0;
  const char *name = elf_strptr(elf, names, header.sh_name);
  if (!name || strcmp(name, FACTS_SECTION) != 0) return 0;
  Elf_Data *data = elf_rawdata(section, NULL);
  if (!data || !data->d_buf)
    return header.sh_size ? fail(r, "the section " FACTS_SECTION " is cut off", "build it again") : 0;
  return append_units(r, data);
}

static int read_elf(struct reading *r, Elf *elf) {
  size_t names;
  if (elf_getshdrstrndx(elf, &names) != 0)
    return fail(r, "its section table cannot be read", elf_errmsg(-1));
  int total = 0;
  for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
    int count = read_section(r, elf, names, section);
    if (count < 0) return -1;
    total += count;
  }
  return total;
}

static int read_archive(struct reading *r, Elf *archive, int fd) {
  int total = 0;
  Elf_Cmd command = ELF_C_READ;
  for (Elf *member; (member = elf_begin(fd, command, archive)) != NULL;) {
    int count = elf_kind(member) == ELF_K_ELF ? read_elf(r, member) : 0;
    command = elf_next(member);
    elf_end(member);
    if (count < 0) return -1;
    total += count;
  }
  return total;
}

static int read_open_file(struct reading *r, int fd) {
  Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
  if (!elf) return fail(r, "cannot be read", elf_errmsg(-1));
  int count;
  switch (elf_kind(elf)) {
  case ELF_K_ELF: count = read_elf(r, elf); break;
  case ELF_K_AR: count = read_archive(r, elf, fd); break;
  default: count = fail(r, "is no object, program or static library", "give what the linker made");
  }
  elf_end(elf);
  return count;
}

int object_read(struct object_list *list, const char *path, char *message, size_t size) {
  struct reading r = {list, path, message, size};
  if (elf_version(EV_CURRENT) == EV_NONE) return fail(&r, "libelf is too old", "");
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(&r, "cannot be opened", strerror(errno));
  int count = read_open_file(&r, fd);
  close(fd);
  return count;
}

void object_list_free(struct object_list *list) {
  for (uint32_t i = 0; i < list->count; i++) facts_free(list->unit[i]);
  free(list->unit);
  *list = (struct object_list){0};
}
