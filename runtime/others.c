/* See others.h. */
#include "others.h"
#include "deadlock.h"
#include "holder.h"
#include "lock_path.h"
#include "order_graph.h"
#include "role.h"

static void add(struct custody_others *others, const struct custody_thread *self,
                const struct custody_thread *thread) {
  if (!thread || thread == self || others->count == CUSTODY_OTHERS) return;
  for (uint32_t i = 0; i < others->count; i++)
    if (others->thread[i] == thread) return;
  others->thread[others->count++] = thread;
}

static void add_owners(struct custody_others *others, const struct custody_thread *self,
                       uint64_t roles) {
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++) {
    uint32_t owner = roles >> i & 1 ? atomic_load(&custody_roles[i].owner) : 0;
    if (owner) add(others, self, custody_thread_numbered(owner - 1));
  }
}

static void add_holder(struct custody_others *others, const struct custody_account *account,
                       const struct custody_rt_lock *lock) {
  const void *address = custody_lock_path_follow(lock, account->report->base);
  add(others, account->self, custody_holder_of(address, account->self).thread);
}

void custody_others_of(struct custody_others *others, const struct custody_account *account) {
  const struct custody_report *report = account->report;
  const struct custody_thread *self = account->self;
  others->count = 0;
  if (report->other_thread) add(others, self, custody_thread_numbered(report->other_thread - 1));
  add_owners(others, self, report->roles);
  for (uint32_t i = 0; report->rule && i < report->rule->lock_count; i++)
    add_holder(others, account, &report->rule->locks[i]);
  if (report->contract && report->contract->lock)
    add_holder(others, account, report->contract->lock);
  for (uint32_t i = 0; report->circle && i < report->circle->count; i++)
    add(others, self, custody_thread_numbered(report->circle->edge[i].thread));
  for (uint32_t i = 0; report->deadlock && i < report->deadlock->count; i++)
    add(others, self, report->deadlock->who[i].thread);
}
