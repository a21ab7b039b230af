/* The calling thread's stack as addresses, and those of earlier moments, which were kept under a
 * number. What lies at an address is frames.h's.
 */
#ifndef CUSTODY_STACK_H
#define CUSTODY_STACK_H

#include <stdint.h>

enum { CUSTODY_STACK_DEEPEST = 64, CUSTODY_STACK_KEPT_DEEPEST = 16 };

struct custody_stack {
  uintptr_t address[CUSTODY_STACK_DEEPEST]; /**< in the calls, not behind them */
  unsigned count;
  unsigned is_inside; /**< of a signal handler, or of malloc: no place for what takes locks */
};

/** The stack from the frame that `caller` (a return address) lies in, `depth` frames at most; none
 * when it is null or not on the stack. Looks beyond them for what `is_inside` says.
 * Async-signal-safe. */
void custody_stack_here(struct custody_stack *, const void *caller, unsigned depth);

/** Keeps the stack from there, as many frames as the option stack_depth says and 16 at most; returns
 * its number in stack_kept.h. Async-signal-safe. */
uint32_t custody_stack_keep(const void *caller);

#endif
