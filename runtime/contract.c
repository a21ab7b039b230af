/* What a function's declaration asks of its callers, checked at its entry, and the locks that an
 * ACQUIRE or RELEASE function leaves behind, noted after its call. Data rules are check.c's. */
#include "abi.h"
#include "lock.h"
#include "lock_path.h"
#include "order.h"
#include "pinned.h"
#include "report.h"
#include "role.h"
#include "thread.h"

/* What a clause is asked about: the function's entry, or a call of it. */
struct question {
  struct custody_rt_contract *contract;
  const void *base;
  const struct custody_rt_place *place;
  const void *caller;
};

/* What was refused at a call is not told again at the entry. */
static int is_told(struct custody_thread *self, const struct question *q) {
  const char *function = q->contract->place.function, *told = self->refused_call;
  int is_entry = q->place == &q->contract->place;
  self->refused_call = is_entry ? NULL : function;
  return is_entry && custody_text_equal(function, told);
}

static void refuse(struct custody_thread *self, const struct question *q,
                   enum custody_finding finding, uint64_t roles) {
  if (self->unwatched || is_told(self, q)) return;
  struct custody_report report = {
      .finding = finding,
      .done = "call of ",
      .subject = q->contract->place.function,
      .place = q->place,
      .contract = q->contract,
      .roles = roles,
      .base = q->base,
      .caller = q->caller,
      .state = q->place == &q->contract->place ? &q->contract->state : NULL,
  };
  custody_report(self, &report);
}

static void check_roles(struct custody_thread *self, const struct question *q) {
  uint64_t mask = 0;
  for (uint32_t i = 0; i < q->contract->role_count; i++)
    mask |= (uint64_t)1 << custody_role_index(q->contract->roles[i]);
  if (!(self->roles & mask)) refuse(self, q, CUSTODY_FINDING_ROLE, mask);
}

static void check_held(struct custody_thread *self, const struct question *q,
                       enum custody_hold least) {
  if (custody_lock_path_hold(&self->held, q->contract->lock, q->base, CUSTODY_HELD_EXCLUSIVE) <
      least)
    refuse(self, q, CUSTODY_FINDING_LOCK, 0);
}

static void check_not_held(struct custody_thread *self, const struct question *q) {
  if (custody_lock_path_hold(&self->held, q->contract->lock, q->base, CUSTODY_NOT_HELD))
    refuse(self, q, CUSTODY_FINDING_BALANCE, 0);
}

static void ask(const struct question *q) {
  struct custody_thread *self = custody_thread_self();
  switch (q->contract->kind) {
  case CUSTODY_RT_RUNS_ON: check_roles(self, q); break;
  case CUSTODY_RT_REQUIRES: check_held(self, q, CUSTODY_HELD_EXCLUSIVE); break;
  case CUSTODY_RT_REQUIRES_SHARED: check_held(self, q, CUSTODY_HELD_SHARED); break;
  case CUSTODY_RT_EXCLUDES: check_not_held(self, q); break;
  case CUSTODY_RT_TAKES:
    custody_tsan_acquire(q->base);
    custody_pinned_take(self, q->base, q->contract->lock->span);
    break;
  case CUSTODY_RT_TAKING: self->taking += !self->unwatched; break;
  default: break;
  }
}

void custody_rt_enter(const void *base, struct custody_rt_contract *contract) {
  struct question q = {contract, base, &contract->place, __builtin_return_address(0)};
  ask(&q);
}

void custody_rt_before_call(const void *base, struct custody_rt_contract *contract,
                            const struct custody_rt_place *call) {
  struct question q = {contract, base, call, __builtin_return_address(0)};
  ask(&q);
}

void custody_rt_leave(struct custody_rt_contract *contract) {
  struct custody_thread *self = custody_thread_self();
  if (contract->kind == CUSTODY_RT_TAKING && self->taking > 0) self->taking--;
}

/* What the call waited for is over by now; its order is looked at all the same. */
static void look_at_order(struct custody_thread *self, const void *address, const char *class,
                          enum custody_hold mode, const struct custody_rt_place *call) {
  struct custody_lock_call taken = {
      address, mode, call, class, NULL, CUSTODY_LOCK_OTHER, mode == CUSTODY_HELD_SHARED};
  custody_order_before(self, &taken);
}

/* An effect on a lock, where a call has returned. */
struct effect {
  const void *base;
  const struct custody_rt_lock *lock;
  const struct custody_rt_place *call;
  const void *caller;
  enum custody_hold mode;
  int tries;
  uint32_t began;
};

/* Functions that take the lock may call each other: the innermost one counts. */
static int was_seen(const struct effect *e, const struct custody_hold_entry *row, int gave_back) {
  if (!row->declared) return row->gave_back == gave_back;
  return row->gave_back == gave_back && (int32_t)(row->event - e->began) > 0;
}

/* A lock that no single address stands for (any lock of a class) is known by its expression. */
static void note_acquired(struct custody_thread *self, const struct effect *e) {
  struct custody_held *held = &self->held;
  const struct custody_rt_lock *lock = e->lock;
  int i = custody_lock_path_find(held, lock, e->base);
  struct custody_hold_entry *row = i < 0 ? NULL : custody_held_row(held, (uint32_t)i);
  if (row && was_seen(e, row, 0)) return;
  int is_class = lock->kind == CUSTODY_RT_LOCK_MEMBER;
  const void *address = is_class ? lock : custody_lock_path_follow(lock, e->base);
  if (row) address = row->lock;
  if (!address) return;
  if (!is_class) custody_tsan_acquire(address);
  const char *class = is_class ? lock->text : custody_rt_named_class(address, NULL);
  if (!row && !e->tries) look_at_order(self, address, class, e->mode, e->call);
  struct custody_hold_entry *entry = custody_held_add(held, address, e->mode, e->call, class);
  custody_lock_noted(self, entry, address, e->caller);
  if (!entry) return;
  if (!row) entry->declared = 1;
  entry->event = ++self->events;
}

static void note_released(struct custody_thread *self, const struct effect *e) {
  struct custody_held *held = &self->held;
  int i = custody_lock_path_find(held, e->lock, e->base);
  struct custody_hold_entry *row = i < 0 ? NULL : custody_held_row(held, (uint32_t)i);
  if (!row || was_seen(e, row, 1)) return;
  custody_stats_drops(self, row, row->lock, e->caller);
  row->event = ++self->events;
  custody_held_drop(held, (uint32_t)i);
}

/* Between STOPS and RESUMES the thread has the roles of those that stand still. */
static void borrow(struct custody_thread *self, const struct custody_rt_contract *contract,
                   int begins) {
  uint64_t mask = 0;
  for (uint32_t i = 0; i < contract->role_count; i++)
    mask |= (uint64_t)1 << custody_role_index(contract->roles[i]);
  if (begins) {
    self->borrowed |= mask & ~self->roles;
    self->roles |= mask;
    return;
  }
  self->roles &= ~(self->borrowed & mask);
  self->borrowed &= ~mask;
}

void custody_rt_releases(const void *base, struct custody_rt_contract *contract) {
  const struct custody_rt_lock *lock = contract->lock;
  if (!custody_tsan_is_here()) return;
  if (contract->kind == CUSTODY_RT_GIVES) custody_tsan_release(base);
  else if (lock->kind != CUSTODY_RT_LOCK_MEMBER)
    custody_tsan_release(custody_lock_path_follow(lock, base));
}

void custody_rt_after_call(const void *base, struct custody_rt_contract *contract,
                           const struct custody_rt_place *call, int happened) {
  struct custody_thread *self = custody_thread_self();
  if (self->unwatched || !happened) return;
  switch (contract->kind) {
  case CUSTODY_RT_STOPS: borrow(self, contract, 1); break;
  case CUSTODY_RT_GIVES:
    custody_rt_published(base);
    custody_pinned_give(self, base, contract->lock->span, call);
    break;
  case CUSTODY_RT_TAKES:
    custody_tsan_acquire(base);
    custody_pinned_take(self, base, contract->lock->span);
    break;
  case CUSTODY_RT_RESUMES: borrow(self, contract, 0); break;
  default: break;
  }
}

uint32_t custody_rt_before_lock_call(void) { return custody_thread_self()->events; }

void custody_rt_after_lock_call(const void *base, struct custody_rt_contract *contract,
                                const struct custody_rt_place *call, int happened, uint32_t began) {
  struct custody_thread *self = custody_thread_self();
  struct effect effect = {
      base, contract->lock, call, __builtin_return_address(0), CUSTODY_HELD_EXCLUSIVE, 0, began};
  if (self->unwatched || !happened) return;
  switch (contract->kind) {
  case CUSTODY_RT_TRY_ACQUIRE_SHARED: effect.tries = 1; /* fall through */
  case CUSTODY_RT_ACQUIRE_SHARED: effect.mode = CUSTODY_HELD_SHARED; break;
  case CUSTODY_RT_TRY_ACQUIRE: effect.tries = 1; break;
  default: break;
  }
  if (contract->kind == CUSTODY_RT_RELEASE || contract->kind == CUSTODY_RT_RELEASE_SHARED)
    note_released(self, &effect);
  else note_acquired(self, &effect);
}
