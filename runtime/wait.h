/* What a thread is waiting for, for others to see: who waits for whom is a graph, and threads on a
 * circle in it wait for ever.
 *
 * A lock is tried first, and then waited for with a time limit (the option deadlock_after). Only who
 * has waited so long says so here, looks along the graph, and goes on waiting. Whoever closes a circle
 * comes last, and sees the others. So who gets its lock in time pays nothing. (Under ThreadSanitizer,
 * whose reports name the place of the lock's call, the program calls the C library itself: tsan_calls.c.) */
#ifndef CUSTODY_WAIT_H
#define CUSTODY_WAIT_H

#include <custody/judge.h>
#include <custody/place.h>
#include <pthread.h>
#include <stdatomic.h>

enum custody_wait_kind {
  CUSTODY_WAIT_NONE,
  CUSTODY_WAIT_LOCK,      /**< the lock is not held yet */
  CUSTODY_WAIT_CONDITION, /**< the wait cannot end before the lock is had again */
  CUSTODY_WAIT_JOIN
};

/** Written by its thread while its kind is CUSTODY_WAIT_NONE. */
struct custody_wait {
  atomic_uint kind; /**< enum custody_wait_kind */
  atomic_uint turn; /**< how often it waited: two looks with one turn saw one wait */
  atomic_uint told; /**< the last turn that was reported */
  const void *lock;
  const char *lock_class;
  const struct custody_rt_place *place;
  pthread_t joined;
  uint8_t mode;        /**< enum custody_hold */
  uint8_t lock_kind;   /**< enum custody_lock_kind */
  uint8_t for_writers; /**< a reader waits for waiting writers, too */
  uint32_t stack;      /**< its own there, in stack_kept.h; or 0 */
};

struct custody_thread;
struct custody_lock_call;

/** The calling thread waits for the lock, from here to custody_wait_end. Reports if it waits for ever.
 * With the option exit_on_deadlock it does not return then. */
void custody_wait_for_lock(struct custody_thread *, const struct custody_lock_call *)
    __attribute__((cold));

/** It may have to wait for the lock, or not: others see it, and nobody looks. */
void custody_wait_perhaps(struct custody_thread *, const struct custody_lock_call *);

/** It waits on a condition, and must have the lock again afterwards. It holds others meanwhile. */
void custody_wait_for_condition(struct custody_thread *, const struct custody_lock_call *)
    __attribute__((cold));

/** It waits until a thread has ended. */
void custody_wait_for_thread(struct custody_thread *, pthread_t, const struct custody_rt_place *,
                             const void *caller) __attribute__((cold));

void custody_wait_end(struct custody_thread *);

/** The moment until which a lock is waited for before that, by this clock; 0 if the option says that
 * nobody looks. (Mutexes and read-write locks go by the real time: ThreadSanitizer, which must see that
 * a lock was taken, knows no function for them that goes by another.) */
int custody_wait_limit(clockid_t clock, struct timespec *until);

#endif
