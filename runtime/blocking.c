/* See blocking.h. */
#include "blocking.h"

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

int custody_blocking_took(const struct custody_report *facts, const struct custody_took *words,
                          uint64_t nanoseconds) {
  struct custody_thread *self = custody_thread_self();
  uint64_t milliseconds = nanoseconds / 1000000;
  uint64_t roles = custody_blocking_roles(self);
  if (custody_options.blocked_ms == 0 || milliseconds < custody_options.blocked_ms || !roles)
    return 0;
  char done[64];
  struct custody_text text = custody_text_in(done, sizeof done);
  custody_text_add(&text, words->before);
  custody_text_decimal(&text, milliseconds);
  custody_text_add(&text, words->behind);
  struct custody_report report = *facts;
  report.finding = CUSTODY_FINDING_BLOCKING;
  report.done = done;
  report.about = words->about;
  report.asks = words->asks;
  report.roles = roles;
  custody_report(self, &report);
  return 1;
}

/* It's another report than that of the call: of another key. The turn in which it waited is told with it. */
static void waited(const struct custody_report *facts, uint64_t began) {
  static const struct custody_took words = {
      "wait of ", " ms in ", "blocked_ms",
      "that a thread of a NONBLOCKING_ROLE waits less than blocked_ms"};
  if (custody_blocking_took(facts, &words, custody_now() - began))
    custody_thread_self()->turn.told = 1;
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
