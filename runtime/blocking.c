/* See blocking.h. */
#include "blocking.h"
#include "report.h"

_Atomic uint64_t custody_nonblocking;

static atomic_int is_over;

void custody_rt_exits(void) { atomic_store(&is_over, 1); }

/* Before there are threads, and on the way out, no loop serves anybody. An unwatched thread has all
 * roles. */
uint64_t custody_blocking_roles(const struct custody_thread *self) {
  if (self->unwatched || custody_thread_is_alone() || atomic_load(&is_over)) return 0;
  return self->roles & atomic_load(&custody_nonblocking);
}

uint64_t custody_rt_block(struct custody_rt_contract *contract, int blocks) {
  struct custody_thread *self = custody_thread_self();
  uint64_t roles = blocks ? custody_blocking_roles(self) : 0;
  if (!roles) return 0;
  if (blocks == CUSTODY_RT_MAY_WAIT) return custody_wait_began(self);
  struct custody_report report = {
      .finding = CUSTODY_FINDING_BLOCKING,
      .done = "call of ",
      .subject = contract->text,
      .place = &contract->place,
      .asks = "that a thread of a NONBLOCKING_ROLE calls nothing that may wait",
      .roles = roles,
      .caller = __builtin_return_address(0),
      .state = &contract->state,
  };
  custody_report(self, &report);
  return custody_wait_began(self);
}

/* It's another report than that of the call: of another key. */
static void waited(const struct custody_report *of, uint64_t began) {
  struct custody_thread *self = custody_thread_self();
  uint64_t milliseconds = began ? (custody_now() - began) / 1000000 : 0;
  uint64_t roles = custody_blocking_roles(self);
  if (milliseconds < custody_options.blocked_ms || !began || !roles) return;
  char done[64];
  struct custody_text text = custody_text_in(done, sizeof done);
  custody_text_add(&text, "wait of ");
  custody_text_decimal(&text, milliseconds);
  custody_text_add(&text, " ms in ");
  struct custody_report report = *of;
  report.finding = CUSTODY_FINDING_BLOCKING;
  report.done = done;
  report.about = "blocked_ms";
  report.asks = "that a thread of a NONBLOCKING_ROLE waits less than blocked_ms";
  report.roles = roles;
  self->turn.told = 1;
  custody_report(self, &report);
}

void custody_rt_unblock(struct custody_rt_contract *contract, uint64_t began) {
  struct custody_report report = {
      .subject = contract->text, .place = &contract->place, .caller = __builtin_return_address(0)};
  if (began) waited(&report, began);
}

void custody_wait_for_lock_ended(const struct custody_lock_call *call, uint64_t began) {
  struct custody_report report = {.subject = call->lock_class,
                                  .place = call->place,
                                  .lock = call->lock,
                                  .caller = call->caller};
  if (began) waited(&report, began);
}
