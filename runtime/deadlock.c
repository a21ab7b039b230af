/* See deadlock.h. Other threads' tables are read while they may be changing. What is misread so can
 * only show a circle that is not there, and that one does not stay: a thread on a true one does
 * nothing at all. */
#include "deadlock.h"
#include "frames.h"
#include "lock.h"
#include "options.h"
#include "report.h"
#include "stack_kept.h"
#include "tally.h"
#include "who.h"

#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MOST_THREADS = 256, BETWEEN_LOOKS = 20 * 1000 * 1000 };

/* How a thread holds a lock by its own table, as another thread reads it. */
static enum custody_hold hold_of(const struct custody_thread *thread, const void *lock) {
  for (uint32_t i = 0; i < custody_held_seen(&thread->held); i++) {
    const struct custody_hold_entry *row = custody_held_row(&thread->held, i);
    if (__atomic_load_n(&row->lock, __ATOMIC_ACQUIRE) != lock) continue;
    if (row->declared) return CUSTODY_NOT_HELD;
    return (enum custody_hold)__atomic_load_n(&row->mode, __ATOMIC_RELAXED);
  }
  return CUSTODY_NOT_HELD;
}

/* The table may say so of a lock that the thread gave back for a wait on a condition. */
static int holds_it(const struct custody_thread *thread, const struct custody_wait *wait) {
  enum custody_hold mode = hold_of(thread, wait->lock);
  if (mode == CUSTODY_NOT_HELD) return 0;
  if (mode == CUSTODY_HELD_SHARED && wait->mode == CUSTODY_HELD_SHARED) return 0;
  if (wait->lock_kind != CUSTODY_LOCK_MUTEX) return 1;
  return custody_mutex_is_owned(wait->lock, atomic_load(&thread->tid));
}

/* A reader of a lock that prefers writers waits for one that waits. */
static int is_preferred(const struct custody_thread *thread, const struct custody_wait *wait) {
  return wait->for_writers && atomic_load(&thread->wait.kind) == CUSTODY_WAIT_LOCK &&
         thread->wait.lock == wait->lock && thread->wait.mode == CUSTODY_HELD_EXCLUSIVE;
}

static int waits_for(const struct custody_thread *thread, const struct custody_thread *other) {
  const struct custody_wait *wait = &thread->wait;
  switch (atomic_load(&wait->kind)) {
  case CUSTODY_WAIT_LOCK: return holds_it(other, wait) || is_preferred(other, wait);
  case CUSTODY_WAIT_CONDITION: return holds_it(other, wait);
  case CUSTODY_WAIT_JOIN: return pthread_equal(wait->joined, other->handle);
  default: return 0;
  }
}

struct walk {
  struct custody_deadlock *found;
  uint32_t seen_count;
  const struct custody_thread *seen[MOST_THREADS];
};

static int is_new(struct walk *walk, const struct custody_thread *thread) {
  for (uint32_t i = 0; i < walk->seen_count; i++)
    if (walk->seen[i] == thread) return 0;
  if (walk->seen_count == MOST_THREADS) return 0;
  walk->seen[walk->seen_count++] = thread;
  return 1;
}

/* Depth first. A writer waits until all readers are gone, so any one of them that is stuck will do. */
static int reach(struct walk *walk, struct custody_thread *at) {
  struct custody_deadlock *found = walk->found;
  if (found->count == CUSTODY_DEADLOCK_LONGEST || !is_new(walk, at)) return 0;
  if (atomic_load(&at->wait.kind) == CUSTODY_WAIT_NONE) return 0;
  found->who[found->count].thread = at;
  found->who[found->count++].turn = atomic_load(&at->wait.turn);
  struct custody_thread *start = found->who[0].thread;
  for (uint32_t i = 0; i < custody_thread_count(); i++) {
    struct custody_thread *other = custody_thread_at(i);
    if (other == at || atomic_load(&other->state) != CUSTODY_THREAD_LIVE) continue;
    if (!waits_for(at, other)) continue;
    if (other == start || reach(walk, other)) return 1;
  }
  found->count--;
  return 0;
}

static int still_holds(const struct custody_deadlock *deadlock) {
  for (uint32_t i = 0; i < deadlock->count; i++) {
    const struct custody_thread *thread = deadlock->who[i].thread;
    const struct custody_thread *next = deadlock->who[(i + 1) % deadlock->count].thread;
    if (!waits_for(thread, next) || atomic_load(&thread->wait.turn) != deadlock->who[i].turn)
      return 0;
  }
  return 1;
}

/* By whoever comes first of those that see it. */
static int is_first_to_tell(const struct custody_deadlock *deadlock) {
  static atomic_flag telling = ATOMIC_FLAG_INIT;
  int told = 0;
  while (atomic_flag_test_and_set(&telling)) sched_yield();
  for (uint32_t i = 0; i < deadlock->count; i++) {
    struct custody_wait *wait = &deadlock->who[i].thread->wait;
    told |= atomic_exchange(&wait->told, deadlock->who[i].turn) == deadlock->who[i].turn;
  }
  atomic_flag_clear(&telling);
  return !told;
}

static void tell(struct custody_thread *self, const struct custody_deadlock *deadlock,
                 const void *caller) {
  const struct custody_wait *wait = &self->wait;
  int joins = atomic_load(&wait->kind) == CUSTODY_WAIT_JOIN;
  struct custody_report report = {
      .finding = CUSTODY_FINDING_ORDER,
      .done = joins ? "deadlock at the join of " : "deadlock at the lock of ",
      .about = "deadlock",
      .subject = joins ? "a thread" : wait->lock_class,
      .place = wait->place,
      .deadlock = deadlock,
      .lock = wait->lock,
      .caller = caller,
  };
  uint64_t before = custody_tally_reports();
  custody_report(self, &report);
  if (custody_tally_reports() == before) return; /* it's suppressed */
  if (!custody_options.exit_on_deadlock || custody_options.exitcode == 0) return;
  custody_report_end();
  _exit((int)custody_options.exitcode);
}

void custody_deadlock_look(struct custody_thread *self, const void *caller) {
  struct custody_deadlock deadlock = {.count = 0};
  struct walk walk = {.found = &deadlock, .seen_count = 0};
  struct timespec between = {0, BETWEEN_LOOKS};
  if (!reach(&walk, self)) return;
  syscall(SYS_nanosleep, &between, NULL);
  if (still_holds(&deadlock) && is_first_to_tell(&deadlock)) tell(self, &deadlock, caller);
}

static void add_lock(struct custody_text *text, const char *lock_class, const void *lock) {
  custody_text_add(text, lock_class ? lock_class : "lock");
  custody_text_add(text, " (");
  custody_text_hex(text, (uintptr_t)lock);
  custody_text_add(text, ")");
}

static void add_waiting(struct custody_text *text, const struct custody_thread *thread,
                        const struct custody_thread *next) {
  const struct custody_wait *wait = &thread->wait;
  custody_text_add(text, "  ");
  custody_who_thread(text, thread);
  custody_text_add(text, " waits for ");
  if (atomic_load(&wait->kind) == CUSTODY_WAIT_JOIN) {
    custody_text_add(text, "the end of ");
    custody_who_thread(text, next);
  } else {
    add_lock(text, wait->lock_class, wait->lock);
    custody_text_add(text, hold_of(next, wait->lock) ? ", which " : ", for which ");
    custody_who_thread(text, next);
    custody_text_add(text, hold_of(next, wait->lock) ? " holds" : " waits to write");
  }
  custody_text_add(text, ",\n    at ");
  custody_text_place(text, wait->place);
  custody_text_add(text, "\n");
}

static void add_held(struct custody_text *text, const struct custody_thread *thread) {
  for (uint32_t i = 0; i < custody_held_seen(&thread->held); i++) {
    const struct custody_hold_entry *row = custody_held_row(&thread->held, i);
    custody_text_add(text, "    it holds ");
    add_lock(text, row->lock_class, row->lock);
    custody_text_add(text, ", taken at ");
    custody_text_place(text, row->place);
    custody_text_add(text, "\n");
  }
}

void custody_deadlock_text(struct custody_text *text, const struct custody_deadlock *deadlock) {
  for (uint32_t i = 0; i < deadlock->count; i++) {
    const struct custody_thread *thread = deadlock->who[i].thread;
    add_waiting(text, thread, deadlock->who[(i + 1) % deadlock->count].thread);
    if (i == 0) continue; /* the report tells of its own thread anyway */
    add_held(text, thread);
    if (thread->wait.stack) custody_text_add(text, "    its stack:\n");
    custody_frames_kept_text(text, thread->wait.stack);
  }
}
