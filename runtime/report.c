/* See report.h. All reports are written in one buffer, one after the other: a thread that comes
 * while another writes waits, a signal handler that interrupts the writer only counts. */
#include "report.h"
#include "frames.h"
#include "log.h"
#include "options.h"
#include "report_key.h"
#include "suppressions.h"
#include "tally.h"
#include <errno.h>
#include <sched.h>
#include <unistd.h>

enum { REPORT_SIZE = 131072 };

static char buffer[REPORT_SIZE];
static atomic_flag writing = ATOMIC_FLAG_INIT;
static atomic_uint printed;

static void begin_writing(struct custody_thread *self) {
  self->reporting = 1;
  while (atomic_flag_test_and_set_explicit(&writing, memory_order_acquire)) sched_yield();
}

static void end_writing(struct custody_thread *self) {
  atomic_flag_clear_explicit(&writing, memory_order_release);
  self->reporting = 0;
}

/* Keeps the stack from the caller on, and begins. */
static void begin_naming(struct custody_thread *self, struct custody_stack *stack,
                         const void *caller) {
  self->reporting = 1; /* a handler that interrupts the loader only counts */
  custody_stack_here(stack, caller, custody_options.stack_depth);
  int names = custody_frames_may_name(self, stack);
  begin_writing(self);
  custody_frames_begin(names);
}

int custody_report_hold(struct custody_thread *self) {
  struct custody_stack stack;
  if (self->unwatched || self->reporting) return 0;
  begin_naming(self, &stack, NULL);
  return 1;
}

void custody_report_release(struct custody_thread *self) { end_writing(self); }

static void print(struct custody_thread *self, const struct custody_report *report,
                  const char *key) {
  struct custody_stack stack;
  struct custody_account account = {self, report, key, &stack};
  begin_naming(self, &stack, report->caller);
  struct custody_text text = custody_text_in(buffer, sizeof buffer);
  if (custody_options.log_format == CUSTODY_LOG_FORMAT_JSON) custody_report_json(&text, &account);
  else custody_report_text(&text, &account);
  custody_log(buffer, (size_t)(text.at - text.start));
  if (custody_options.halt_on_error) _exit((int)custody_options.exitcode);
  end_writing(self);
}

static int within_limit(void) {
  uint32_t limit = custody_options.report_limit;
  return limit == 0 || atomic_fetch_add(&printed, 1) < limit;
}

static void count(struct custody_thread *self, const struct custody_report *report) {
  struct custody_tally_key *key = custody_tally_remembered(report->finding, report->state);
  char words[CUSTODY_KEY_SIZE];
  struct custody_text text = custody_text_in(words, sizeof words);
  if (!key || !atomic_load(&key->is_told)) custody_report_key(&text, report);
  if (!key) key = custody_tally_find(words, report->finding, report->place, report->state);
  if (key && custody_suppressions_take(atomic_load(&key->suppression))) return;
  if (custody_tally_count(key) && !self->reporting && within_limit()) print(self, report, words);
}

void custody_report(struct custody_thread *self, const struct custody_report *report) {
  int before = errno;
  count(self, report);
  errno = before;
}

/* Not where fork is called inside a report, by a signal handler, or by a thread that can't report.
 * `forking` says whether the fork holds the buffer; it's the holder's alone. */
static _Atomic(struct custody_thread *) forking;

void custody_report_before_fork(void) {
  struct custody_thread *self = custody_thread_self();
  if (self->unwatched || self->reporting) return;
  begin_writing(self);
  forking = self;
}

void custody_report_after_fork(void) {
  struct custody_thread *self = custody_thread_self();
  if (forking != self) return;
  forking = NULL;
  end_writing(self);
}
