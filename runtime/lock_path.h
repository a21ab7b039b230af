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

/** Where a path leads whose kind is LOCK_PATH or LOCK_GLOBAL, or null, without a call. Reads
 * pointers that another thread may be writing, as the program does next to it. */
static inline const void *custody_lock_path_address(const struct custody_rt_lock *lock,
                                                    const void *base) {
  const struct custody_rt_step *step = lock->steps, *end = step + lock->step_count;
  const void *at = lock->global ? lock->global : base;
  for (; at && step != end; step++) {
    at = (const char *)at + step->offset;
    if (step->load) at = __atomic_load_n((const void *const *)at, __ATOMIC_RELAXED);
  }
  return at;
}

/** The newest entry that the expression names for certain, or -1. */
int custody_lock_path_find(const struct custody_held *held, const struct custody_rt_lock *lock,
                           const void *base);

#endif
