/* Static libraries, thin ones too. A member that cannot be looked into is an error: the check
 * would call clean what it has not seen. */
#define _GNU_SOURCE
#include "reading.h"

#include <ar.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int read_member(struct reading *r, Elf *member) {
  if (elf_kind(member) == ELF_K_ELF) return reading_elf(r, member);
  size_t length = 0;
  const char *bytes = elf_rawfile(member, &length);
  return bytes && reading_is_bitcode(bytes, length) ? reading_refuse_bitcode(r) : 0;
}

static int damaged(struct reading *r) {
  return reading_fail(r, "this archive is damaged or cut off", "build it again");
}

/* The header at `*at`, which moves behind it; gives the size that it tells of, or -1. */
static off_t read_header(int fd, off_t *at, struct ar_hdr *header) {
  if (pread(fd, header, sizeof *header, *at) != sizeof *header) return -1;
  if (memcmp(header->ar_fmag, ARFMAG, 2) != 0) return -1;
  *at += (off_t)sizeof *header;
  return (off_t)strtoul(header->ar_size, NULL, 10);
}

/* The headers of a common archive, or -1. libelf ends where a header or a member is damaged as it
 * does at the end, so what it has read is counted. */
static int count_headers(int fd) {
  off_t end = lseek(fd, 0, SEEK_END);
  struct ar_hdr header;
  int count = 0;
  for (off_t at = SARMAG; at < end;) {
    off_t size = read_header(fd, &at, &header);
    if (size < 0 || size > end - at) return -1;
    count++;
    at += size + (size & 1);
  }
  return count;
}

int reading_archive(struct reading *r, Elf *archive, int fd) {
  int total = 0, members = 0;
  Elf_Cmd command = ELF_C_READ;
  for (Elf *member; (member = elf_begin(fd, command, archive)) != NULL; members++) {
    int count = read_member(r, member);
    command = elf_next(member);
    elf_end(member);
    if (count < 0) return -1;
    total += count;
  }
  return members == count_headers(fd) ? total : damaged(r);
}

/* A thin archive: headers as in a common one, but of the members only the symbol table and the
 * table of names have bytes. A member is named "/OFFSET" into that table, where its path stands,
 * relative to the archive and ended by "/\n". Source: GNU ar, "thin archives". */
struct thin {
  struct reading *r;
  int fd;
  char *names;
  size_t names_length;
};

static int read_names(struct thin *t, off_t at, size_t length) {
  free(t->names);
  t->names_length = length;
  t->names = malloc(length + 1);
  if (!t->names) return reading_fail(t->r, "is too large", "give its objects");
  if (pread(t->fd, t->names, length, at) != (ssize_t)length) return damaged(t->r);
  t->names[length] = 0;
  return 0;
}

static int read_named(struct thin *t, const char *path) {
  struct reading member = *t->r;
  member.path = path;
  member.depth++;
  if (member.depth > 8) return reading_fail(t->r, "names archives in archives without end", "");
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return reading_fail(&member, "cannot be opened", strerror(errno));
  int count = reading_open_file(&member, fd);
  close(fd);
  return count;
}

static int read_thin_member(struct thin *t, const struct ar_hdr *header) {
  char *number_end;
  size_t offset = strtoul(header->ar_name + 1, &number_end, 10);
  if (header->ar_name[0] != '/' || number_end == header->ar_name + 1 || *number_end != ' ' ||
      offset >= t->names_length)
    return damaged(t->r);
  const char *name = t->names + offset;
  const char *end = strstr(name, "/\n");
  if (!end) return damaged(t->r);
  const char *slash = strrchr(t->r->path, '/');
  int folder = *name == '/' || !slash ? 0 : (int)(slash - t->r->path + 1);
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "%.*s%.*s", folder, t->r->path, (int)(end - name), name);
  if (length >= (int)sizeof path) return damaged(t->r);
  return read_named(t, path);
}

static int is_table_of_names(const struct ar_hdr *h) { return memcmp(h->ar_name, "// ", 3) == 0; }

static int is_symbol_table(const struct ar_hdr *h) {
  return memcmp(h->ar_name, "/ ", 2) == 0 || memcmp(h->ar_name, "/SYM64/ ", 8) == 0;
}

static int read_thin(struct thin *t, off_t end) {
  int total = 0;
  struct ar_hdr header;
  for (off_t at = SARMAG; at < end;) {
    off_t size = read_header(t->fd, &at, &header);
    int has_bytes = is_table_of_names(&header) || is_symbol_table(&header);
    if (size < 0 || (has_bytes && size > end - at)) return damaged(t->r);
    int count = 0;
    if (is_table_of_names(&header)) count = read_names(t, at, (size_t)size);
    else if (!has_bytes) count = read_thin_member(t, &header);
    if (count < 0) return -1;
    if (has_bytes) at += size + (size & 1);
    total += count;
  }
  return total;
}

int reading_thin_archive(struct reading *r, int fd) {
  struct thin t = {.r = r, .fd = fd};
  int total = read_thin(&t, lseek(fd, 0, SEEK_END));
  free(t.names);
  return total;
}
