/* From a lock expression (struct custody_rt_lock) to how this thread holds what it names. */
#ifndef CUSTODY_LOCK_PATH_H
#define CUSTODY_LOCK_PATH_H

#include "abi.h"
#include "held.h"

/** The address that the path leads to, or null: a null pointer was on the way, or the expression
 * names no single lock. */
const void *custody_lock_path_follow(const struct custody_rt_lock *lock, const void *base);

/** How the thread with these locks holds what the expression names; of several the strongest.
 * `doubt` is the answer where it can't be known: a lock that found no room in the table, or whose
 * class is not known, may be the one that is asked for. */
enum custody_hold custody_lock_path_hold(const struct custody_held *held,
                                         const struct custody_rt_lock *lock, const void *base,
                                         enum custody_hold doubt);

/** How the lock is held that the usual expression leads to (pointers, and a field behind the last), without
 * a call. CUSTODY_NOT_HELD may also mean that the expression is another or the table was full:
 * custody_lock_path_hold knows. Reads pointers that another thread may be writing, as the program
 * does next to it. */
static inline enum custody_hold custody_lock_path_hold_quickly(const struct custody_held *held,
                                                               const struct custody_rt_lock *lock,
                                                               const void *base) {
  const void *at = lock->global ? lock->global : base;
  const struct custody_rt_step *step = lock->steps, *end = step + lock->step_count;
  if (lock->kind > CUSTODY_RT_LOCK_GLOBAL || !at) return CUSTODY_NOT_HELD;
  for (; step != end && step->load; step++) {
    at = __atomic_load_n((const void *const *)((const char *)at + step->offset), __ATOMIC_RELAXED);
    if (!at) return CUSTODY_NOT_HELD;
  }
  if (step != end) at = (const char *)at + step++->offset;
  return step == end ? custody_held_mode(held, at) : CUSTODY_NOT_HELD;
}

/** The newest entry that the expression names for certain, or -1. */
int custody_lock_path_find(const struct custody_held *held, const struct custody_rt_lock *lock,
                           const void *base);

#endif
