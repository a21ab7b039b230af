/* See lock.h. */
#include "lock.h"
#include "holder.h"
#include "notice.h"
#include "options.h"
#include "order.h"
#include "report.h"

static void report_balance(struct custody_thread *self, const struct custody_lock_call *call,
                           const char *done, const char *asks, uint32_t other) {
  struct custody_report report = {
      .finding = CUSTODY_FINDING_BALANCE,
      .done = done,
      .subject = call->lock_class,
      .place = call->place,
      .asks = asks,
      .lock = call->lock,
      .other_thread = other,
      .caller = call->caller,
  };
  if (!self->unwatched) custody_report(self, &report);
}

int custody_lock_again(const struct custody_lock_call *call, enum custody_again again,
                       const char *done) {
  struct custody_thread *self = custody_thread_self();
  int i = custody_held_find(&self->held, call->lock);
  if (i < 0 || again == CUSTODY_AGAIN_FINE) return 0;
  report_balance(self, call, done,
                 again == CUSTODY_AGAIN_HANGS
                     ? "that the thread does not hold it yet: it would wait for itself for ever "
                       "(granted here, so that the program goes on)"
                     : "that the thread does not hold it yet",
                 0);
  if (again != CUSTODY_AGAIN_HANGS) return 0;
  struct custody_hold_entry *row = custody_held_row(&self->held, (uint32_t)i);
  row->count++;
  row->granted++;
  return 1;
}

void custody_lock_noted(struct custody_thread *self, struct custody_hold_entry *entry,
                        const void *lock, const void *caller) {
  if (!entry) custody_notice(CUSTODY_NOTICE_HELD);
  if (!entry || entry->count != 1) return;
  if (custody_options.lock_stacks) entry->stack = custody_stack_keep(caller);
  if (custody_stats_on()) custody_stats_taken(self, entry, lock);
}

/* Nobody else may know a lock that is made or ended here. */
static void forget(struct custody_thread *self, const void *lock) {
  int i = custody_held_find(&self->held, lock);
  if (i < 0) return;
  custody_held_row(&self->held, (uint32_t)i)->count = 1;
  custody_held_drop(&self->held, (uint32_t)i);
}

/* Another thread that holds it by its own table: its number plus 1, or 0. */
static uint32_t other_holder(const struct custody_thread *self, const void *lock) {
  struct custody_holder holder = custody_holder_of(lock, self);
  return holder.thread ? atomic_load(&holder.thread->number) + 1 : 0;
}

/* In the child of fork locks that were held there may be made again, by handlers of fork above all. */
static int is_held_here(const struct custody_thread *self, const void *lock) {
  int i = custody_held_find(&self->held, lock);
  return i >= 0 && !custody_held_row(&self->held, (uint32_t)i)->inherited &&
         !custody_order_is_forking(self);
}

void custody_lock_begins(const struct custody_lock_call *call) {
  struct custody_thread *self = custody_thread_self();
  if (self->unwatched) return;
  if (is_held_here(self, call->lock))
    report_balance(self, call, "initialisation of ", "that no thread holds it", 0);
  forget(self, call->lock);
  custody_order_begins(self, call);
}

void custody_lock_ends(const struct custody_lock_call *call, int held) {
  struct custody_thread *self = custody_thread_self();
  if (self->unwatched) return;
  uint32_t other = held ? other_holder(self, call->lock) : 0;
  if (held || custody_held_find(&self->held, call->lock) >= 0)
    report_balance(self, call, "destruction of ", "that no thread holds it", other);
  forget(self, call->lock);
  custody_order_ends(self, call);
}

void custody_lock_unheld(const struct custody_lock_call *call, int really_held) {
  struct custody_thread *self = custody_thread_self();
  if (self->unwatched) return;
  if (self->held.lost > 0) self->held.lost--;
  else if (!really_held) report_balance(self, call, "unlock of ", "that the thread holds it", 0);
}

void custody_lock_waiting(const struct custody_lock_call *call, int really_held) {
  struct custody_thread *self = custody_thread_self();
  if (really_held || self->held.lost > 0 || custody_held_find(&self->held, call->lock) >= 0) return;
  report_balance(self, call, "wait with ", "that the thread holds it", 0);
}
