/* What a function's declaration asks of its callers, checked at its entry, and the locks that an
 * ACQUIRE or RELEASE function leaves behind, noted after its call. Data rules are check.c's. */
#include "abi.h"
#include "lock.h"
#include "lock_path.h"
#include "pinned.h"
#include "report.h"
#include "role.h"
#include "thread.h"

static void refuse(struct custody_thread *self, const void *base,
                   struct custody_rt_contract *contract, enum custody_finding finding,
                   uint64_t roles, const void *caller) {
  if (self->unwatched) return;
  struct custody_report report = {
      .finding = finding,
      .done = "call of ",
      .subject = contract->place.function,
      .place = &contract->place,
      .contract = contract,
      .roles = roles,
      .base = base,
      .caller = caller,
      .state = &contract->state,
  };
  custody_report(self, &report);
}

static void check_roles(struct custody_thread *self, struct custody_rt_contract *contract,
                        const void *caller) {
  uint64_t mask = 0;
  for (uint32_t i = 0; i < contract->role_count; i++)
    mask |= (uint64_t)1 << custody_role_index(contract->roles[i]);
  if (!(self->roles & mask)) refuse(self, NULL, contract, CUSTODY_FINDING_ROLE, mask, caller);
}

static void check_held(struct custody_thread *self, const void *base,
                       struct custody_rt_contract *contract, enum custody_hold least,
                       const void *caller) {
  if (custody_lock_path_hold(&self->held, contract->lock, base, CUSTODY_HELD_EXCLUSIVE) < least)
    refuse(self, base, contract, CUSTODY_FINDING_LOCK, 0, caller);
}

static void check_not_held(struct custody_thread *self, const void *base,
                           struct custody_rt_contract *contract, const void *caller) {
  if (custody_lock_path_hold(&self->held, contract->lock, base, CUSTODY_NOT_HELD))
    refuse(self, base, contract, CUSTODY_FINDING_BALANCE, 0, caller);
}

void custody_rt_enter(const void *base, struct custody_rt_contract *contract) {
  struct custody_thread *self = custody_thread_self();
  const void *caller = __builtin_return_address(0);
  switch (contract->kind) {
  case CUSTODY_RT_RUNS_ON: check_roles(self, contract, caller); break;
  case CUSTODY_RT_REQUIRES: check_held(self, base, contract, CUSTODY_HELD_EXCLUSIVE, caller); break;
  case CUSTODY_RT_REQUIRES_SHARED:
    check_held(self, base, contract, CUSTODY_HELD_SHARED, caller);
    break;
  case CUSTODY_RT_TAKES: custody_pinned_take(self, base, contract->lock->span); break;
  case CUSTODY_RT_TAKING: self->taking += !self->unwatched; break;
  case CUSTODY_RT_EXCLUDES: check_not_held(self, base, contract, caller); break;
  default: break;
  }
}

void custody_rt_leave(struct custody_rt_contract *contract) {
  struct custody_thread *self = custody_thread_self();
  if (contract->kind == CUSTODY_RT_TAKING && self->taking > 0) self->taking--;
}

/* A lock that no single address stands for (any lock of a class) is known by its expression. */
static void note_acquired(struct custody_held *held, const void *base,
                          const struct custody_rt_lock *lock, enum custody_hold mode,
                          const struct custody_rt_place *call, const void *caller) {
  int i = custody_lock_path_find(held, lock, base);
  if (i >= 0 && !held->entry[i].declared && !held->entry[i].gave_back) return;
  int is_class = lock->kind == CUSTODY_RT_LOCK_MEMBER;
  const void *address = is_class ? lock : custody_lock_path_follow(lock, base);
  if (i >= 0) address = held->lock[i];
  if (!address) return;
  struct custody_hold_entry *entry =
      custody_held_add(held, address, mode, call, is_class ? lock->text : NULL);
  custody_lock_noted(entry, caller);
  if (entry && i < 0) entry->declared = 1;
}

static void note_released(struct custody_held *held, const void *base,
                          const struct custody_rt_lock *lock) {
  int i = custody_lock_path_find(held, lock, base);
  if (i >= 0 && (held->entry[i].declared || !held->entry[i].gave_back)) custody_held_drop(held, i);
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

void custody_rt_after_call(const void *base, struct custody_rt_contract *contract,
                           const struct custody_rt_place *call, int happened) {
  struct custody_thread *self = custody_thread_self();
  const void *caller = __builtin_return_address(0);
  if (self->unwatched || !happened) return;
  switch (contract->kind) {
  case CUSTODY_RT_ACQUIRE:
    note_acquired(&self->held, base, contract->lock, CUSTODY_HELD_EXCLUSIVE, call, caller);
    break;
  case CUSTODY_RT_ACQUIRE_SHARED:
    note_acquired(&self->held, base, contract->lock, CUSTODY_HELD_SHARED, call, caller);
    break;
  case CUSTODY_RT_RELEASE:
  case CUSTODY_RT_RELEASE_SHARED: note_released(&self->held, base, contract->lock); break;
  case CUSTODY_RT_STOPS: borrow(self, contract, 1); break;
  case CUSTODY_RT_GIVES:
    custody_rt_published(base);
    custody_pinned_give(self, base, contract->lock->span, call);
    break;
  case CUSTODY_RT_TAKES: custody_pinned_take(self, base, contract->lock->span); break;
  case CUSTODY_RT_RESUMES: borrow(self, contract, 0); break;
  default: break;
  }
}
