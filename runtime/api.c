/* What the macros of <custody/runtime.h> call: the same tables and reports as for instrumented
 * code, filled in by hand. */
#include "api.h"
#include "lock.h"
#include "order.h"
#include "report.h"
#include "role.h"
#include "stats.h"
#include "tally.h"

void custody_api_fail(struct custody_thread *self, struct custody_rt_call *call,
                      const struct custody_report *facts) {
  struct custody_report report = {
      .finding = facts->finding,
      .done = "failed ",
      .subject = call->text,
      .place = &call->place,
      .asks = facts->asks,
      .roles = facts->roles,
      .other_thread = facts->other_thread,
      .given_at = facts->given_at,
      .caller = facts->caller,
      .state = &call->state,
  };
  if (!self->unwatched) custody_report(self, &report);
}

uint32_t custody_api_role(const char *role, uint32_t pool, struct custody_rt_call *call) {
  uint32_t index = __atomic_load_n(&call->role, __ATOMIC_RELAXED);
  if (index == 0) {
    index = custody_role_named(role, pool);
    __atomic_store_n(&call->role, index, __ATOMIC_RELAXED);
  }
  return index;
}

void custody_rt_assert_role(const char *role, struct custody_rt_call *call) {
  struct custody_thread *self = custody_thread_self();
  uint64_t bit = (uint64_t)1 << custody_api_role(role, 0, call);
  if (self->roles & bit) return;
  struct custody_report facts = {.finding = CUSTODY_FINDING_ROLE,
                                 .asks = "a thread that has the role",
                                 .roles = bit,
                                 .caller = __builtin_return_address(0)};
  custody_api_fail(self, call, &facts);
}

static enum custody_hold mode_of(const struct custody_held *held, const volatile void *lock,
                                 enum custody_hold doubt) {
  enum custody_hold mode = custody_held_mode(held, (const void *)lock);
  return mode == CUSTODY_NOT_HELD && held->lost > 0 ? doubt : mode;
}

void custody_rt_assert_held(const volatile void *lock, int shared, struct custody_rt_call *call) {
  struct custody_thread *self = custody_thread_self();
  enum custody_hold least = shared ? CUSTODY_HELD_SHARED : CUSTODY_HELD_EXCLUSIVE;
  if (mode_of(&self->held, lock, CUSTODY_HELD_EXCLUSIVE) >= least) return;
  struct custody_report facts = {.finding = CUSTODY_FINDING_LOCK,
                                 .asks = shared ? "the lock held, shared at least"
                                                : "the lock held exclusively",
                                 .caller = __builtin_return_address(0)};
  custody_api_fail(self, call, &facts);
}

void custody_rt_assert_not_held(const volatile void *lock, struct custody_rt_call *call) {
  struct custody_thread *self = custody_thread_self();
  if (mode_of(&self->held, lock, CUSTODY_NOT_HELD) == CUSTODY_NOT_HELD) return;
  struct custody_report facts = {.finding = CUSTODY_FINDING_BALANCE,
                                 .asks = "that the thread does not hold the lock",
                                 .caller = __builtin_return_address(0)};
  custody_api_fail(self, call, &facts);
}

static void take(const char *role, int pool, struct custody_rt_call *call, const void *caller) {
  struct custody_thread *self = custody_thread_self();
  uint32_t index = custody_api_role(role, (uint32_t)pool, call);
  uint32_t owner = self->unwatched ? 0 : custody_role_take(self, index, &call->place, caller);
  if (owner == 0) return;
  struct custody_report facts = {.finding = CUSTODY_FINDING_ROLE,
                                 .asks = "that at most one live thread has the role",
                                 .roles = (uint64_t)1 << index,
                                 .other_thread = owner,
                                 .caller = caller};
  custody_api_fail(self, call, &facts);
}

void custody_rt_take_role(const char *role, int pool, struct custody_rt_call *call) {
  take(role, pool, call, __builtin_return_address(0));
}

/* Whether it had the role, which it hasn't got any more. */
static int drop(const char *role, struct custody_rt_call *call, const void *caller) {
  struct custody_thread *self = custody_thread_self();
  uint32_t index = custody_api_role(role, 0, call);
  uint64_t bit = (uint64_t)1 << index;
  if (self->unwatched) return 0;
  if (self->roles & bit) {
    custody_role_drop(self, index);
    return 1;
  }
  struct custody_report facts = {.finding = CUSTODY_FINDING_ROLE,
                                 .asks = "a thread that has the role",
                                 .roles = bit,
                                 .caller = caller};
  custody_api_fail(self, call, &facts);
  return 0;
}

void custody_rt_drop_role(const char *role, struct custody_rt_call *call) {
  drop(role, call, __builtin_return_address(0));
}

void custody_rt_lend_role(const char *role, struct custody_rt_call *call) {
  struct custody_thread *self = custody_thread_self();
  if (!drop(role, call, __builtin_return_address(0))) return;
  self->lent |= (uint64_t)1 << custody_api_role(role, 0, call);
  self->lent_at = &call->place;
}

/* It has the role afterwards in any case, so that one fault makes one report. */
void custody_rt_regain_role(const char *role, struct custody_rt_call *call) {
  struct custody_thread *self = custody_thread_self();
  const void *caller = __builtin_return_address(0);
  uint64_t bit = (uint64_t)1 << custody_api_role(role, 0, call);
  if (self->lent & bit) {
    self->lent &= ~bit;
    take(role, 0, call, caller);
    return;
  }
  struct custody_report facts = {.finding = CUSTODY_FINDING_ROLE,
                                 .asks = "that a role comes back to the thread which lent it",
                                 .roles = bit,
                                 .caller = caller};
  custody_api_fail(self, call, &facts);
  if (!self->unwatched)
    custody_role_take(self, custody_api_role(role, 0, call), &call->place, caller);
}

void custody_rt_note_acquired(const volatile void *lock, int shared, struct custody_rt_call *call) {
  struct custody_thread *self = custody_thread_self();
  enum custody_hold mode = shared ? CUSTODY_HELD_SHARED : CUSTODY_HELD_EXCLUSIVE;
  struct custody_lock_call taken = {
      (const void *)lock, mode,  &call->place, NULL, __builtin_return_address(0),
      CUSTODY_LOCK_OTHER, shared};
  if (self->unwatched) return;
  if (!custody_held_mode(&self->held, taken.lock)) custody_order_before(self, &taken);
  custody_tsan_acquire(taken.lock);
  custody_lock_taken(&taken, 0);
}

void custody_rt_note_released(const volatile void *lock, struct custody_rt_call *call) {
  struct custody_thread *self = custody_thread_self();
  int i = custody_held_find(&self->held, (const void *)lock);
  custody_tsan_release((const void *)lock);
  if (i >= 0) {
    custody_stats_drops(self, custody_held_row(&self->held, (uint32_t)i), (const void *)lock,
                        __builtin_return_address(0));
    custody_held_drop(&self->held, (uint32_t)i);
  } else if (self->held.lost > 0) {
    self->held.lost--;
  } else {
    struct custody_report facts = {.finding = CUSTODY_FINDING_BALANCE,
                                   .asks = "that the thread holds the lock",
                                   .caller = __builtin_return_address(0)};
    custody_api_fail(self, call, &facts);
  }
}

void custody_rt_name_thread(const char *name) {
  struct custody_thread *self = custody_thread_self();
  char cut[CUSTODY_THREAD_NAME];
  if (self->unwatched) return;
  custody_text_copy(cut, name, sizeof cut);
  for (int i = 0; i < CUSTODY_THREAD_NAME; i++) {
    __atomic_store_n(&self->name[i], cut[i], __ATOMIC_RELAXED);
    if (cut[i] == '\0') break;
  }
}

uint64_t custody_rt_report_count(void) { return custody_tally_reports(); }

void custody_rt_stats_start(void) { custody_stats_begin(CUSTODY_STATS_TIMES); }

void custody_rt_stats_print(void) { custody_stats_say(); }
