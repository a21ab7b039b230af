/* Who writes what is read free. */
#ifndef CUSTODY_WRITERS_H
#define CUSTODY_WRITERS_H

#include "program.h"

/** Of one field or variable with WRITE_GUARDED_BY. */
struct writers {
  uint64_t roles; /**< roles of one thread each, that every writer has */
  uint8_t is_written;
  uint8_t is_atomic; /**< by its type */
};

/** Looks through all bodies. Once contexts are known. */
void program_find_writers(struct program *);

/** Whether a read in this context needs no lock; with `proof`, surely so. */
int reads_are_safe(const struct program *, const struct rule *, uint32_t context, int proof);

#endif
