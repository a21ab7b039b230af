/* What the end of the process says: how often what was reported, and which suppressions should go. */
#include "report_end.h"
#include "log.h"
#include "options.h"
#include "report.h"

/* Room for a JSON line of four of its longest strings. */
enum { LINE_SIZE = 32768 };

static char line[LINE_SIZE]; /* the end comes once */

static void log_line(struct custody_text *text) {
  custody_text_add(text, "\n");
  custody_log(text->start, (size_t)(text->at - text->start));
}

static int is_json(void) { return custody_options.log_format == CUSTODY_LOG_FORMAT_JSON; }

static void add_key(struct custody_text *text, const struct custody_tally_key *key) {
  uint32_t count = atomic_load(&key->count);
  custody_text_add(text, "custody:   ");
  custody_text_decimal(text, count);
  custody_text_add(text, count == 1 ? " time " : " times ");
  custody_text_add(text, atomic_load(&key->text));
  custody_text_add(text, ", at ");
  custody_text_place(text, atomic_load(&key->place));
}

static void say_key(const struct custody_tally_key *key) {
  struct custody_text text = custody_text_in(line, sizeof line);
  if (is_json()) custody_end_json_key(&text, key);
  else add_key(&text, key);
  log_line(&text);
}

static void add_count(struct custody_text *text, uint64_t reports, uint64_t keys) {
  custody_text_add(text, "custody: ");
  custody_text_decimal(text, reports);
  custody_text_add(text, reports == 1 ? " report (" : " reports (");
  custody_text_decimal(text, keys);
  custody_text_add(text, custody_options.report_places ? " place" : " key");
  custody_text_add(text, keys == 1 ? ")" : "s)");
}

static void say_count(uint64_t reports, uint64_t keys) {
  struct custody_text text = custody_text_in(line, sizeof line);
  if (is_json()) custody_end_json_count(&text, reports, keys);
  else if (reports > 0) add_count(&text, reports, keys);
  else custody_text_add(&text, "custody: 0 violations");
  log_line(&text);
}

static int is_strict_fault;

static void say_suppression(const struct custody_suppression *row,
                            enum custody_suppression_state state, uint32_t count) {
  struct custody_text text = custody_text_in(line, sizeof line);
  if (state == CUSTODY_SUPPRESSION_USED && custody_options.verbosity < 2) return;
  if (state != CUSTODY_SUPPRESSION_USED) is_strict_fault = (int)custody_options.strict;
  if (is_json()) custody_end_json_suppression(&text, row, state, count);
  else custody_suppression_text(&text, custody_options.suppressions, row, state, count);
  log_line(&text);
}

int custody_report_end(void) {
  uint64_t reports = custody_tally_reports();
  if (reports > 0) say_count(reports, custody_tally_keys());
  if (reports > 0 && custody_options.verbosity > 0) custody_tally_each(say_key);
  custody_suppressions_each(say_suppression);
  if (reports == 0 && custody_options.atexit_summary) say_count(0, 0);
  return reports > 0 || is_strict_fault;
}
