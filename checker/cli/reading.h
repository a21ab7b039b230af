/* What the readers of one file share: object.c knows files, elf.c sections, archive.c members. */
#ifndef CUSTODY_READING_H
#define CUSTODY_READING_H

#include "object.h"

#include <libelf.h>

struct reading {
  struct object_list *list;
  const char *path;
  char *message;
  size_t size;
  int depth; /**< archives that name archives */
};

/** Fills in the message and gives -1. */
int reading_fail(struct reading *r, const char *what, const char *next);

/** Each gives the number of units that were there, or -1 after reading_fail. */
int reading_elf(struct reading *r, Elf *elf);
int reading_archive(struct reading *r, Elf *archive, int fd);
int reading_thin_archive(struct reading *r, int fd);
int reading_open_file(struct reading *r, int fd);
int reading_units(struct reading *r, const unsigned char *bytes, size_t length);

/** Whether the symbols are gone, as the facts are after some strip commands. */
int reading_elf_is_stripped(Elf *elf);

/** Whether the bytes begin as LLVM bitcode does, and the failure of a file that does. */
int reading_is_bitcode(const char *bytes, size_t length);
int reading_refuse_bitcode(struct reading *r);

#endif
