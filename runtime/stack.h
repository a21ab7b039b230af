/* The calling thread's stack, as addresses in files: what addr2line and debuggers read. */
#ifndef CUSTODY_STACK_H
#define CUSTODY_STACK_H

#include "text.h"

/** Adds a line for each frame from the one that `caller` (a return address) lies in, `depth` at
 * most. Nothing when it is not on the stack. */
void custody_stack_add(struct custody_text *, const void *caller, unsigned depth);

#endif
