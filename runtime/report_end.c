/* What the end of the process says: how often what was reported, and which suppressions should go. */
#include "log.h"
#include "options.h"
#include "report.h"
#include "suppressions.h"
#include "tally.h"

enum { LINE_SIZE = 2048 };

static void log_line(struct custody_text *text) {
  custody_text_add(text, "\n");
  custody_log(text->start, (size_t)(text->at - text->start));
}

static void say_key(const struct custody_tally_key *key) {
  char line[LINE_SIZE];
  struct custody_text text = custody_text_in(line, sizeof line);
  uint32_t count = atomic_load(&key->count);
  custody_text_add(&text, "custody:   ");
  custody_text_decimal(&text, count);
  custody_text_add(&text, count == 1 ? " time " : " times ");
  custody_text_add(&text, atomic_load(&key->text));
  custody_text_add(&text, ", at ");
  custody_text_place(&text, atomic_load(&key->place));
  log_line(&text);
}

static void say_count(uint64_t reports, uint64_t keys) {
  char line[LINE_SIZE];
  struct custody_text text = custody_text_in(line, sizeof line);
  custody_text_add(&text, "custody: ");
  custody_text_decimal(&text, reports);
  custody_text_add(&text, reports == 1 ? " report (" : " reports (");
  custody_text_decimal(&text, keys);
  custody_text_add(&text, custody_options.report_places ? " place" : " key");
  custody_text_add(&text, keys == 1 ? ")" : "s)");
  log_line(&text);
}

static void add_two_digits(struct custody_text *text, uint32_t number) {
  custody_text_add(text, number < 10 ? "-0" : "-");
  custody_text_decimal(text, number);
}

static void add_state(struct custody_text *text, const struct custody_suppression *row,
                      enum custody_suppression_state state, uint32_t count) {
  if (state == CUSTODY_SUPPRESSION_UNUSED) {
    custody_text_add(text, "took nothing");
  } else if (state == CUSTODY_SUPPRESSION_EXPIRED) {
    custody_text_add(text, "held until ");
    custody_text_decimal(text, row->until / 10000);
    add_two_digits(text, row->until / 100 % 100);
    add_two_digits(text, row->until % 100);
  } else {
    custody_text_add(text, "took ");
    custody_text_decimal(text, row->most && count > row->most ? row->most : count);
    custody_text_add(text, " of ");
    custody_text_decimal(text, count);
  }
}

static int is_strict_fault;

static void say_suppression(const struct custody_suppression *row,
                            enum custody_suppression_state state, uint32_t count) {
  static const char *const names[] = {"used", "unused", "expired", "exceeded"};
  char line[LINE_SIZE];
  struct custody_text text = custody_text_in(line, sizeof line);
  if (state == CUSTODY_SUPPRESSION_USED && custody_options.verbosity < 2) return;
  if (state != CUSTODY_SUPPRESSION_USED) is_strict_fault = (int)custody_options.strict;
  custody_text_add(&text, "custody: ");
  custody_text_add(&text, custody_options.suppressions);
  custody_text_add(&text, ":");
  custody_text_decimal(&text, row->line);
  custody_text_add(&text, ": ");
  custody_text_add(&text, names[state]);
  custody_text_add(&text, " suppression ");
  custody_text_add_part(&text, row->key, row->key_length);
  custody_text_add(&text, ": it ");
  add_state(&text, row, state, count);
  custody_text_add(&text, " (");
  custody_text_add_part(&text, row->reason, row->reason_length);
  custody_text_add(&text, ")");
  log_line(&text);
}

int custody_report_end(void) {
  static const char none[] = "custody: 0 violations\n";
  uint64_t reports = custody_tally_reports();
  if (reports > 0) say_count(reports, custody_tally_keys());
  if (reports > 0 && custody_options.verbosity > 0) custody_tally_each(say_key);
  custody_suppressions_each(say_suppression);
  if (reports == 0 && custody_options.atexit_summary) custody_log(none, sizeof none - 1);
  return reports > 0 || is_strict_fault;
}
