/* Turns of event loops: what lies between the return of a call by which a loop waits for input and the
 * thread's next such call. Instrumented code says when it makes one, the preloaded library when others do;
 * loops that neither of them sees call custody_loop_turn(). How long turns take is counted for the stats;
 * one of a NONBLOCKING_ROLE that takes blocked_ms is reported when it's over, with the stack of the wait,
 * unless what it waited for was.
 *
 * The watchdog, which looks at turns while they last, must not take any wait for a loop: it is shown
 * those of threads that have come back to where they waited before, or must not block. */
#include "blocking.h"
#include "stats.h"

#include <custody/runtime.h>

static int is_asked(const struct custody_thread *self) {
  return !self->unwatched && (custody_stats_on() || custody_options.blocked_ms != 0);
}

/* The preloaded library's wait inside that of instrumented code. */
static int is_inside(const struct custody_thread *self, const struct custody_rt_place *place) {
  return self->turn.waits_at && self->turn.waits_at != place;
}

static void begin(struct custody_thread *self, int is_shown) {
  self->turn.began = custody_now();
  self->turn.told = 0;
  atomic_store(&self->turn_since, is_shown ? self->turn.began : 0);
}

void custody_rt_loop_waits(const struct custody_rt_place *place, const char *function) {
  static const struct custody_took words = {
      "turn of ", " ms before ", "turn",
      "that a turn of a NONBLOCKING_ROLE's loop takes less than blocked_ms"};
  struct custody_thread *self = custody_thread_self();
  uint64_t began = self->turn.began;
  if (!is_asked(self) || is_inside(self, place)) return;
  self->turn.waits_at = place;
  if (began == 0) return;
  self->turn.began = 0;
  atomic_store(&self->turn_since, 0);
  uint64_t time = custody_now() - began;
  const void *caller = __builtin_return_address(0);
  struct custody_report report = {.subject = function, .place = place, .caller = caller};
  if (custody_stats_on()) custody_stats_turned(self, time, place, caller);
  if (!self->turn.told) custody_blocking_took(&report, &words, time);
}

void custody_rt_loop_turns(const struct custody_rt_place *place, const char *function) {
  struct custody_thread *self = custody_thread_self();
  (void)function;
  if (!is_asked(self) || is_inside(self, place)) return;
  self->turn.waits_at = NULL;
  int is_loop = self->turn.waited_at == place || custody_blocking_roles(self) != 0;
  self->turn.waited_at = place;
  self->turn.is_seen = 1;
  begin(self, is_loop);
}

/* Where the wait was seen, the turn began there. */
void custody_rt_loop_turn(struct custody_rt_call *call) {
  struct custody_thread *self = custody_thread_self();
  uint64_t began = self->turn.began;
  int is_seen = self->turn.is_seen;
  if (self->unwatched || !custody_stats_on()) return;
  self->turn.is_seen = 0;
  if (is_seen && began) {
    atomic_store(&self->turn_since, began);
    return;
  }
  begin(self, 1);
  if (began)
    custody_stats_turned(self, self->turn.began - began, &call->place, __builtin_return_address(0));
}
