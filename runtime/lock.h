/* What the wrapped lock functions share: what to do when a thread takes a lock that it holds, gives
 * back one that it doesn't hold, or waits without it. The functions themselves are in mutex.c,
 * rwlock.c, spin.c, condition.c and c11.c; each asks here, calls the C library, and notes here what
 * came of it.
 *
 * A second lock of a plain mutex would hang the program. It's reported, and then *granted*: the
 * call succeeds without calling the C library, and the matching unlock does nothing, as though the
 * mutex were recursive. Code that ignores the result of a lock call (nearly all) stays balanced so,
 * which returning an error would not give. */
#ifndef CUSTODY_LOCK_H
#define CUSTODY_LOCK_H

#include "abi.h"
#include "thread.h"
#include <errno.h>

/** One call of a lock function. */
struct custody_lock_call {
  const void *lock;
  enum custody_hold mode;
  const struct custody_rt_place *place;
  const char *lock_class;
  const void *caller; /**< return address of the wrapped function: the stack begins there */
};

/** What taking a lock that this thread holds already comes to. */
enum custody_again {
  CUSTODY_AGAIN_FINE, /**< recursive: counted */
  CUSTODY_AGAIN_REFUSED, /**< reported; the C library returns an error or waits for a time */
  CUSTODY_AGAIN_HANGS /**< reported, and granted since it would never return */
};

/** How this thread holds the lock now. */
static inline enum custody_hold custody_lock_mode(const struct custody_lock_call *call) {
  return custody_held_mode(&custody_thread_self()->held, call->lock);
}

/** Before taking a lock that is held already. Returns 1 when the lock was granted: the C library
 * must not be called. `done` begins the report: "double lock of ". */
int custody_lock_again(const struct custody_lock_call *, enum custody_again, const char *done);

/** After a call that took the lock if `result` says so; returns `result`. */
int custody_lock_taken(const struct custody_lock_call *, int result);

/** Before giving the lock back. `really_held` is what the C library knows: the lock may have been
 * taken by code that isn't instrumented. Returns 1 when it had been granted: the C library must
 * not be called. */
int custody_lock_give_back(const struct custody_lock_call *, int really_held);

/** Before waiting on a condition with it. */
void custody_lock_waiting(const struct custody_lock_call *, int really_held);

/** What the C library itself knows of its mutexes (mutex.c). */
enum custody_again custody_mutex_again(const pthread_mutex_t *);
int custody_mutex_is_mine(const pthread_mutex_t *);

#endif
