/* See lock.h. */
#include "lock.h"
#include "notice.h"
#include "options.h"
#include "report.h"

static void report_balance(struct custody_thread *self, const struct custody_lock_call *call,
                           const char *done, const char *asks) {
  struct custody_report report = {
      .finding = CUSTODY_FINDING_BALANCE,
      .done = done,
      .subject = call->lock_class,
      .place = call->place,
      .asks = asks,
      .lock = call->lock,
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
                     : "that the thread does not hold it yet");
  if (again != CUSTODY_AGAIN_HANGS) return 0;
  self->held.entry[i].count++;
  self->held.entry[i].granted++;
  return 1;
}

void custody_lock_noted(struct custody_hold_entry *entry, const void *caller) {
  if (!entry) custody_notice(CUSTODY_NOTICE_HELD);
  else if (custody_options.lock_stacks && entry->count == 1)
    entry->stack = custody_stack_keep(caller);
}

void custody_lock_unheld(const struct custody_lock_call *call, int really_held) {
  struct custody_thread *self = custody_thread_self();
  if (self->unwatched) return;
  if (self->held.lost > 0) self->held.lost--;
  else if (!really_held) report_balance(self, call, "unlock of ", "that the thread holds it");
}

void custody_lock_waiting(const struct custody_lock_call *call, int really_held) {
  struct custody_thread *self = custody_thread_self();
  if (really_held || self->held.lost > 0 || custody_held_find(&self->held, call->lock) >= 0) return;
  report_balance(self, call, "wait with ", "that the thread holds it");
}
