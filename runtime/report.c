/* See report.h. All reports are written in one buffer, one after the other: a thread that comes
 * while another writes waits, a signal handler that interrupts the writer only counts. */
#include "report.h"
#include "log.h"
#include "options.h"
#include "tally.h"
#include <errno.h>
#include <sched.h>
#include <unistd.h>

enum { REPORT_SIZE = 32768, LINE_SIZE = 512 };

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

static void print(struct custody_thread *self, const struct custody_report *report) {
  begin_writing(self);
  struct custody_text text = custody_text_in(buffer, sizeof buffer);
  custody_report_text(&text, self, report);
  custody_log(buffer, (size_t)(text.at - text.start));
  if (custody_options.halt_on_error) _exit((int)custody_options.exitcode);
  end_writing(self);
}

static int within_limit(void) {
  uint32_t limit = custody_options.report_limit;
  return limit == 0 || atomic_fetch_add(&printed, 1) < limit;
}

void custody_report(struct custody_thread *self, const struct custody_report *report) {
  int before = errno;
  enum custody_tally tally =
      custody_tally_count(report->descriptor, report->finding, report->place, report->state);
  if (tally == CUSTODY_TALLY_FIRST && !self->reporting && within_limit()) print(self, report);
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

static void log_text(struct custody_text *text) {
  custody_text_add(text, "\n");
  custody_log(text->start, (size_t)(text->at - text->start));
}

static void say_place(enum custody_finding finding, const struct custody_rt_place *place,
                      uint32_t count) {
  char line[LINE_SIZE];
  struct custody_text text = custody_text_in(line, sizeof line);
  custody_text_add(&text, "custody:   ");
  custody_text_decimal(&text, count);
  custody_text_add(&text, " times custody-");
  custody_text_add(&text, custody_finding_name(finding));
  custody_text_add(&text, " at ");
  custody_text_place(&text, place);
  log_text(&text);
}

static void say_count(uint64_t reports, uint64_t places) {
  char line[LINE_SIZE];
  struct custody_text text = custody_text_in(line, sizeof line);
  custody_text_add(&text, "custody: ");
  custody_text_decimal(&text, reports);
  custody_text_add(&text, reports == 1 ? " report (" : " reports (");
  custody_text_decimal(&text, places);
  custody_text_add(&text, places == 1 ? " place)" : " places)");
  log_text(&text);
}

int custody_report_summary(void) {
  static const char none[] = "custody: 0 violations\n";
  uint64_t reports = custody_tally_reports();
  if (reports > 0) say_count(reports, custody_tally_places());
  if (reports > 0 && custody_options.verbosity > 0) custody_tally_each(say_place);
  if (reports == 0 && custody_options.atexit_summary) custody_log(none, sizeof none - 1);
  return reports > 0;
}
