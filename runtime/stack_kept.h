/* The stacks of earlier moments, in one fixed table: each lies there once and for good, however often
 * it was kept, since a program creates its threads and takes its locks in few places. */
#ifndef CUSTODY_STACK_KEPT_H
#define CUSTODY_STACK_KEPT_H

#include "stack.h"

enum { CUSTODY_STACKS = 8192 };

/** The number of a stack of at most CUSTODY_STACK_KEPT_DEEPEST frames, from 1 on; 0: it has none, or
 * there is no room. Async-signal-safe. */
uint32_t custody_stack_number(const struct custody_stack *);

/** The stack of that number; of 0, an empty one. */
void custody_stack_kept(struct custody_stack *, uint32_t number);

#endif
