/* Figures of the running program, for who asks for them (the option stats=1, custody_stats_start):
 * how often each class of locks was taken, waited for and held, and how long; who really touched which
 * field under which locks; how long the turns of event loops take.
 *
 * Each thread counts in rows of its own, which nobody else writes, so that counting does not make
 * threads wait for each other; stats_print.c adds them up. While nobody asks, an unlock looks at one
 * word more, and nothing else is different. */
#ifndef CUSTODY_STATS_H
#define CUSTODY_STATS_H

#include "abi.h"
#include "thread.h"

enum custody_stats_level {
  CUSTODY_STATS_NONE,
  CUSTODY_STATS_TIMES, /**< of locks and loops: can be asked for at any time */
  CUSTODY_STATS_ALL /**< of accesses too: from the start, since checks keep what they found out */
};

extern atomic_uint custody_stats_level;

static inline int custody_stats_on(void) {
  return __builtin_expect(
      atomic_load_explicit(&custody_stats_level, memory_order_relaxed) != CUSTODY_STATS_NONE, 0);
}

/** Counts from here on. Any thread. */
void custody_stats_begin(enum custody_stats_level);

/** The thread has to wait for a lock that it is about to take. */
static inline void custody_stats_waits(struct custody_thread *, const char *lock_class,
                                       const struct custody_rt_place *);
/** It has taken the lock of this entry, once; it gives it back, once. */
void custody_stats_taken(struct custody_thread *, struct custody_hold_entry *, const void *lock)
    __attribute__((cold));
void custody_stats_given(struct custody_thread *, struct custody_hold_entry *, const void *lock,
                         const void *caller) __attribute__((cold));
/** It touched a field or variable. */
void custody_stats_accessed(struct custody_thread *, const struct custody_rt_site *)
    __attribute__((cold));
/** A turn of the thread's loop took so many nanoseconds, and ended here. */
void custody_stats_turned(struct custody_thread *, uint64_t time, const struct custody_rt_place *,
                          const void *caller);

uint64_t custody_stats_now(void);

/** The thread gives the lock back, for the last time or not. */
static inline void custody_stats_drops(struct custody_thread *self,
                                       struct custody_hold_entry *entry, const void *lock,
                                       const void *caller) {
  if (entry->since && entry->count == 1) custody_stats_given(self, entry, lock, caller);
}

static inline void custody_stats_waits(struct custody_thread *self, const char *lock_class,
                                       const struct custody_rt_place *place) {
  if (!custody_stats_on() || self->unwatched) return;
  self->waits_for = lock_class;
  self->waits_at = place;
  __atomic_store_n(&self->waits_since, custody_stats_now(), __ATOMIC_RELEASE);
}

/** Prints what was counted so far, as a table, or as JSON lines with log_format=json. May be called in
 * a signal handler. */
void custody_stats_say(void);

/** The first signal of this number starts counting, each further one prints. */
void custody_stats_on_signal(int number);

/* -- what is counted: for stats_print.c -------------------------------------------------------- */

/** Powers of two, each in eight parts: what is said of a time is at most an eighth too much. */
enum { CUSTODY_STATS_PARTS = 8, CUSTODY_STATS_TIMES_KEPT = 42 * CUSTODY_STATS_PARTS };

struct custody_stats_times {
  _Atomic uint64_t count, sum, longest; /**< nanoseconds */
  atomic_uint kept[CUSTODY_STATS_TIMES_KEPT];
};

enum custody_stats_kind { CUSTODY_STATS_LOCK = 1, CUSTODY_STATS_LOOP };

/** One class of locks, or one role's loop, as one thread saw it. */
struct custody_stats_row {
  atomic_uint kind; /**< enum custody_stats_kind; 0: not filled in yet */
  const char *name; /**< class, or role */
  const void *lock; /**< where the class is not known */
  struct custody_stats_times waits, holds; /**< a loop: turns are holds */
  _Atomic(const struct custody_rt_place *) place; /**< where the longest hold or turn began */
  atomic_uint stack; /**< and where it ended, in stack_kept.h */
};

enum { CUSTODY_STATS_HELD = 4 };

/** Accesses of one thread to one field, with one set of roles and locks. */
struct custody_stats_access {
  atomic_uint is_there;
  uint32_t access; /**< enum custody_access */
  const struct custody_rt_rule *rule;
  uint64_t roles;
  const char *held[CUSTODY_STATS_HELD]; /**< classes, in the order of their addresses */
  uint8_t mode[CUSTODY_STATS_HELD];
  uint32_t more; /**< locks are held that are not in `held` */
  _Atomic uint64_t count;
};

uint32_t custody_stats_rows(void);
const struct custody_stats_row *custody_stats_row(uint32_t);
uint32_t custody_stats_accesses(void);
const struct custody_stats_access *custody_stats_access(uint32_t);

/** The time that `percent` of those counted are at most. */
uint64_t custody_stats_at(const struct custody_stats_times *, unsigned percent);

#endif
