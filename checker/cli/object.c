/* A file as a user names it: what kind it is, and whose turn it is to read it. */
#include "object.h"
#include "reading.h"

#include "facts/facts.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int reading_fail(struct reading *r, const char *what, const char *next) {
  snprintf(r->message, r->size, "%s: %s%s%s", r->path, what, *next ? ": " : "", next);
  return -1;
}

/* Source: LLVM Bitcode File Format, "Magic Numbers" and "Bitcode Wrapper Format". */
int reading_is_bitcode(const char *bytes, size_t length) {
  return length >= 4 &&
         (memcmp(bytes, "BC\xc0\xde", 4) == 0 || memcmp(bytes, "\xde\xc0\x17\x0b", 4) == 0);
}

int reading_refuse_bitcode(struct reading *r) {
  return reading_fail(r, "is LLVM bitcode (-flto), which shows its facts only when it is linked",
                      "check the linked program");
}

static int read_other(struct reading *r, Elf *elf) {
  size_t length = 0;
  const char *bytes = elf_rawfile(elf, &length);
  if (bytes && reading_is_bitcode(bytes, length)) return reading_refuse_bitcode(r);
  return reading_fail(r, "is no object, program or static library", "give what the linker made");
}

static int read_elf(struct reading *r, Elf *elf) {
  GElf_Ehdr header;
  if (gelf_getehdr(elf, &header) && header.e_type == ET_CORE)
    return reading_fail(r, "is a core dump", "check the program that left it");
  int count = reading_elf(r, elf);
  if (count == 0 && reading_elf_is_stripped(elf))
    return reading_fail(r, "has no facts and is stripped", "check it before it is stripped");
  return count;
}

static int is_thin_archive(int fd) {
  char magic[8];
  return pread(fd, magic, sizeof magic, 0) == sizeof magic && memcmp(magic, "!<thin>\n", 8) == 0;
}

/* Others could keep the reader waiting, or cannot be read at any place. */
static int is_regular(struct reading *r, int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0) return reading_fail(r, "cannot be read", strerror(errno)), 0;
  if (S_ISDIR(status.st_mode))
    return reading_fail(r, "is a directory", "give the program or the objects in it"), 0;
  if (!S_ISREG(status.st_mode))
    return reading_fail(r, "is no regular file", "give what the linker made"), 0;
  return 1;
}

int reading_open_file(struct reading *r, int fd) {
  if (!is_regular(r, fd)) return -1;
  if (is_thin_archive(fd)) return reading_thin_archive(r, fd);
  Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
  if (!elf) return reading_fail(r, "cannot be read", elf_errmsg(-1));
  int count;
  switch (elf_kind(elf)) {
  case ELF_K_ELF: count = read_elf(r, elf); break;
  case ELF_K_AR: count = reading_archive(r, elf, fd); break;
  default: count = read_other(r, elf);
  }
  elf_end(elf);
  return count;
}

int object_read(struct object_list *list, const char *path, char *message, size_t size) {
  struct reading r = {list, path, message, size, 0};
  if (elf_version(EV_CURRENT) == EV_NONE) return reading_fail(&r, "libelf is too old", "");
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return reading_fail(&r, "cannot be opened", strerror(errno));
  int count = reading_open_file(&r, fd);
  close(fd);
  return count;
}

void object_list_free(struct object_list *list) {
  for (uint32_t i = 0; i < list->count; i++) facts_free(list->unit[i]);
  free(list->unit);
  free(list->seal);
  *list = (struct object_list){0};
}
