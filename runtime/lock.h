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
#include "stats.h"
#include "thread.h"
#include <errno.h>

/** What a lock is: whom can it be asked for its owner. */
enum custody_lock_kind { CUSTODY_LOCK_OTHER, CUSTODY_LOCK_MUTEX };

/** One call of a lock function. */
struct custody_lock_call {
  const void *lock;
  enum custody_hold mode;
  const struct custody_rt_place *place;
  const char *lock_class;
  const void *caller; /**< return address of the wrapped function: the stack begins there */
  enum custody_lock_kind kind;
  int passes; /**< it is taken for reading, and readers of it pass by waiting writers */
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

/** The lock was taken and has this entry; or null: the table is full. */
void custody_lock_noted(struct custody_thread *, struct custody_hold_entry *, const void *lock,
                        const void *caller) __attribute__((cold));

/** After a call that took the lock if `result` says so; returns `result`. */
static inline int custody_lock_taken(const struct custody_lock_call *call, int result) {
  if (result != 0 && result != EOWNERDEAD) return result;
  struct custody_thread *self = custody_thread_self();
  if (self->unwatched) return result;
  struct custody_hold_entry *entry =
      custody_held_add(&self->held, call->lock, call->mode, call->place, call->lock_class);
  if (!entry || self->held.quick == 0) custody_lock_noted(self, entry, call->lock, call->caller);
  return result;
}

enum custody_given {
  CUSTODY_GIVEN_BACK,
  CUSTODY_GIVEN_GRANT, /**< it had been granted: the C library must not be called */
  CUSTODY_GIVEN_UNHELD /**< the table doesn't know it: custody_lock_unheld is next */
};

/** Before giving the lock back. */
static inline enum custody_given custody_lock_give_back(const struct custody_lock_call *call) {
  struct custody_thread *self = custody_thread_self();
  struct custody_held *held = &self->held;
  int i = custody_held_find(held, call->lock);
  if (i < 0) return CUSTODY_GIVEN_UNHELD;
  struct custody_hold_entry *row = custody_held_row(held, (uint32_t)i);
  int granted = row->granted > 0;
  if (granted) row->granted--;
  custody_stats_drops(self, row, call->lock, call->caller);
  custody_held_drop(held, (uint32_t)i);
  return granted ? CUSTODY_GIVEN_GRANT : CUSTODY_GIVEN_BACK;
}

/** Reports an unlock of what the table doesn't know, unless it found no room there or
 * `really_held` (what the C library knows): it was taken by code that isn't instrumented. */
void custody_lock_unheld(const struct custody_lock_call *, int really_held) __attribute__((cold));

/** Before a lock is made there, and before it ends. `held`: somebody holds it, as the C library
 * knows. What this thread holds of it is forgotten. */
void custody_lock_begins(const struct custody_lock_call *);
void custody_lock_ends(const struct custody_lock_call *, int held);

/** Before waiting on a condition with it. */
void custody_lock_waiting(const struct custody_lock_call *, int really_held);

/** Before it is taken for sure, or within a time limit: is it held already, is its order right. Returns
 * 1 when it was granted: the C library must not be called. */
int custody_mutex_before(const struct custody_lock_call *, int limited);
int custody_rwlock_before(const struct custody_lock_call *, int limited);

/** What the C library itself knows of its locks (mutex.c, rwlock.c). */
enum custody_again custody_mutex_again(const pthread_mutex_t *);
int custody_mutex_is_mine(const pthread_mutex_t *);
int custody_mutex_is_held(const pthread_mutex_t *); /**< by anybody; 0 where that is not known */
/** Whether the thread with this number in the kernel has it; 1 where that is not known. */
int custody_mutex_is_owned(const void *mutex, uint32_t tid);

/** A writer has it or waits for its readers; `also_read`: or somebody reads it. 0 where that is not known. */
int custody_rwlock_is_in_use(const pthread_rwlock_t *, int also_read);
int custody_rwlock_is_mine(const pthread_rwlock_t *); /**< for writing */
int custody_rwlock_prefers_writers(const pthread_rwlock_t *);

#endif
