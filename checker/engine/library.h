/* What is known of functions that custody does not see: whether they block, may run in a signal
 * handler, and what becomes of what is passed to them. */
#ifndef CUSTODY_LIBRARY_H
#define CUSTODY_LIBRARY_H

#include "program.h"

/** Whether a call of a function may wait for another party. */
enum blocks { BLOCKS_NOT, BLOCKS, BLOCKS_IF };

/** BLOCKS_IF: where (argument & mask) == value. */
struct blocks_if {
  uint32_t argument;
  int64_t mask, value;
};

/** Whether the annotation is one that says so; then it is read. */
int library_annotation(struct program *, struct function *, const char *name, const char *argument,
                       struct place);

/** Fills in what known.def says of functions of libraries, and of fields that they call through,
 * where no annotation has spoken. */
void program_read_library(struct program *);

#endif
