/* A suppression takes the reports whose key its pattern stands for, until its day, up to its
 * maximum; a line that says anything else is refused with its place. */
#include "calendar.h"
#include "glob.h"
#include "options.h"
#include "report.h"
#include "support.h"
#include "suppressions.h"
#include "tally.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct custody_suppression rows[CUSTODY_SUPPRESSIONS];
static char message[4096];

static uint32_t read_text(const char *text) {
  struct custody_text to = custody_text_in(message, sizeof message);
  return custody_suppressions_read(rows, "known.txt", text, strlen(text), &to);
}

static void assert_part(const char *at, uint32_t length, const char *expected) {
  assert_int_equal(length, strlen(expected));
  assert_memory_equal(at, expected, length);
}

static void what_a_line_says(void **state) {
  (void)state;
  assert_int_equal(read_text("# known\n\n  lock:server.users@handle_*\tread stale, see #12  \r\n"
                             "order:a>b  max=3 until=2027-02-28 both at start, \xc3\xa4rgerlich\n"
                             "*:x@f why not until=2028-02-29"),
                   3);
  assert_string_equal(message, "");
  assert_part(rows[0].key, rows[0].key_length, "lock:server.users@handle_*");
  assert_part(rows[0].reason, rows[0].reason_length, "read stale, see #12");
  assert_int_equal(rows[0].line, 3);
  assert_int_equal(rows[0].until, 0);
  assert_int_equal(rows[0].most, 0);
  assert_int_equal(rows[1].most, 3);
  assert_int_equal(rows[1].until, 20270228);
  assert_part(rows[1].reason, rows[1].reason_length, "both at start, \xc3\xa4rgerlich");
  assert_int_equal(rows[2].until, 20280229);
  assert_part(rows[2].reason, rows[2].reason_length, "why not");
}

static void what_is_refused(void **state) {
  (void)state;
  static const char *const faults[][2] = {
      {"lock:a.b@f\n", "known.txt:1:1: error: lock:a.b@f has no reason; say after it why this is "
                       "not mended\n"},
      {"\n  users why\n", "known.txt:2:3: error: users is no key: it begins with a finding and a "
                          "colon, like lock:server.users@handle\n"},
      {"lokc:a.b@f why\n", "known.txt:1:1: error: lokc is no finding; did you mean lock?\n"},
      {"lock:a.b why\n",
       "known.txt:1:1: error: lock:a.b has no @FUNCTION; @* is for all of them\n"},
      {"lock:a.b@f why max=0\n",
       "known.txt:1:16: error: max=0 is no maximum; write max=N, a number "
       "from 1 to 999999999\n"},
      {"lock:a.b@f max= why\n", "known.txt:1:12: error: max= is no maximum; write max=N, a number "
                                "from 1 to 999999999\n"},
      {"lock:a.b@f max=9999999999999 why", "is no maximum"},
      {"lock:a.b@f max=1x why", "is no maximum"},
      {"lock:a.b@f until=2026-02-29 why\n", "known.txt:1:12: error: until=2026-02-29 is no date; "
                                            "write until=YYYY-MM-DD, the last day it holds\n"},
      {"lock:a.b@f until=2026-13-01 why\n", "is no date"},
      {"lock:a.b@f until=2026-1-01 why\n", "is no date"},
      {"lock:a.b@f until= why\n", "is no date"},
      {"lock:a.b@f untill=2026-01-01 why\n", "known.txt:1:12: error: untill is no option of a "
                                             "suppression; did you mean until?\n"},
      {"lock:a.b@f w\x01y\n", "known.txt:1:13: error: a control character; the file is not text\n"},
  };
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    assert_int_equal(read_text(faults[i][0]), 0);
    if (!strstr(message, faults[i][1])) fail_msg("%s: %s", faults[i][0], message);
  }
}

/* Every fault is told, and what is right besides is read. */
static void a_fault_ends_its_line(void **state) {
  (void)state;
  assert_int_equal(read_text("lock:a.b@f\nlock:a.b@g why\nfoo\n"), 1);
  assert_non_null(strstr(message, "known.txt:1:1: "));
  assert_non_null(strstr(message, "known.txt:3:1: "));
}

static void a_full_table_is_told(void **state) {
  (void)state;
  static char text[(CUSTODY_SUPPRESSIONS + 2) * 12];
  for (int i = 0; i < CUSTODY_SUPPRESSIONS + 2; i++) memcpy(text + i * 12, "lock:*@f why", 12);
  for (int i = 0; i < CUSTODY_SUPPRESSIONS + 2; i++) text[i * 12 + 11] = '\n';
  assert_int_equal(read_text(text), CUSTODY_SUPPRESSIONS);
  assert_string_equal(message,
                      "known.txt:1025:1: error: more than 1024 suppressions; write some as "
                      "one pattern\n");
}

static void patterns(void **state) {
  (void)state;
  static const struct {
    const char *pattern, *text;
    int matches;
  } cases[] = {
      {"a", "a", 1},
      {"a", "ab", 0},
      {"ab", "a", 0},
      {"*", "", 1},
      {"*", "abc", 1},
      {"a*c", "abbc", 1},
      {"a*c", "abcd", 0},
      {"a*b*c", "axbxbxc", 1},
      {"a?c", "abc", 1},
      {"a?c", "ac", 0},
      {"?", "", 0},
      {"**a", "bba", 1},
      {"a*", "b", 0},
      {"", "", 1},
      {"", "a", 0},
      {"*a*a*a*a*b", "aaaaaaaaa", 0},
      {"a\\*", "a*", 0},
      {"*@f", "l:x@f", 1},
      {"lock:*@h_*", "lock:a@g_x", 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    if (custody_glob_matches(cases[i].pattern, strlen(cases[i].pattern), cases[i].text) !=
        cases[i].matches)
      fail_msg("%s, %s", cases[i].pattern, cases[i].text);
}

static void days(void **state) {
  (void)state;
  assert_int_equal(custody_calendar_date(0), 19700101);
  assert_int_equal(custody_calendar_date(951782400), 20000229);
  assert_int_equal(custody_calendar_date(951782399), 20000228);
  assert_int_equal(custody_calendar_date(1798761599), 20261231);
  assert_int_equal(custody_calendar_date(4107542400), 21000301);
  assert_int_equal(custody_calendar_date(4107542399), 21000228);
}

/* From here on with a file that the runtime has read. */
static char path[] = "/tmp/custody-suppressions-XXXXXX";

static int load(const char *text) {
  struct custody_text to = custody_text_in(message, sizeof message);
  FILE *file = fopen(path, "w");
  fputs(text, file);
  fclose(file);
  snprintf(custody_options.suppressions, sizeof custody_options.suppressions, "%s", path);
  return custody_suppressions_load(path, 20261121, &to);
}

static struct custody_rt_role voice = {"voice", 0, 0};
static const struct custody_rt_rule owned = {
    "server.users", "OWNED_BY(voice)", "a.h", 1, CUSTODY_RULE_OWNED_BY, 0, &voice, NULL};
static int object;

#define FUNCTION(name)                                                                             \
  static struct custody_rt_site name = {&owned, {"a.c", #name, __LINE__, 1}, CUSTODY_WRITE, 0}

static void what_is_known_is_silent(void **state) {
  (void)state;
  FUNCTION(known);
  FUNCTION(unknown);
  FUNCTION(bounded);
  FUNCTION(past);
  assert_true(load("owner:server.users@known  it waits for the new table\n"
                   "owner:*@bounded max=2 twice at start\n"
                   "owner:*@past until=2026-11-20 mended soon\n"
                   "owner:*@never until=2026-11-21 nobody comes here\n"));
  capture();
  for (int i = 0; i < 3; i++) assert_int_equal(REPORTS_OF(custody_rt_access(&object, &known)), 0);
  for (int i = 0; i < 2; i++) assert_int_equal(REPORTS_OF(custody_rt_access(&object, &bounded)), 0);
  assert_nothing_printed();
  assert_int_equal(REPORTS_OF(custody_rt_access(&object, &bounded)), 1);
  assert_printed("  key: owner:server.users@bounded\n");
  assert_int_equal(REPORTS_OF(custody_rt_access(&object, &past)), 1);
  assert_printed("  key: owner:server.users@past\n");
  assert_int_equal(REPORTS_OF(custody_rt_access(&object, &unknown)), 1);
  assert_printed("  key: owner:server.users@unknown\n");
}

static void assert_end_says(int number, const char *words) {
  char line[512];
  snprintf(line, sizeof line, "custody: %s:%d: %s\n", path, number, words);
  assert_printed(line);
}

static void the_end_names_what_should_go(void **state) {
  (void)state;
  capture();
  custody_tally_restart();
  assert_int_equal(custody_report_end(), 0);
  assert_end_says(2, "exceeded suppression owner:*@bounded: it took 2 of 3 (twice at start)");
  assert_end_says(3, "expired suppression owner:*@past: it held until 2026-11-20 (mended soon)");
  assert_end_says(4, "unused suppression owner:*@never: it took nothing (nobody comes here)");
  assert_null(strstr(captured(), "@known"));
  custody_options.strict = 1;
  assert_int_equal(custody_report_end(), 1);
  custody_options.strict = 0;
  custody_options.verbosity = 2;
  capture();
  custody_report_end();
  assert_end_says(1, "used suppression owner:server.users@known: it took 3 of 3 (it waits for the "
                     "new table)");
  custody_options.verbosity = 1;
}

static void a_child_does_not_know_what_is_unused(void **state) {
  (void)state;
  custody_suppressions_restart();
  capture();
  custody_report_end();
  assert_nothing_printed();
}

static void a_file_that_is_not_there(void **state) {
  (void)state;
  struct custody_text to = custody_text_in(message, sizeof message);
  assert_false(custody_suppressions_load("/nowhere/known", 20261121, &to));
  assert_string_equal(message, "custody: CUSTODY_OPTIONS: suppressions: /nowhere/known cannot be "
                               "opened\n");
  to = custody_text_in(message, sizeof message);
  assert_false(custody_suppressions_load("/", 20261121, &to));
  assert_non_null(strstr(message, "/ cannot be read\n"));
  assert_false(load("lock:a.b@f\n"));
  assert_non_null(strstr(message, ":1:1: error: "));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_line_says),
      cmocka_unit_test(what_is_refused),
      cmocka_unit_test(a_fault_ends_its_line),
      cmocka_unit_test(a_full_table_is_told),
      cmocka_unit_test(patterns),
      cmocka_unit_test(days),
      cmocka_unit_test(what_is_known_is_silent),
      cmocka_unit_test(the_end_names_what_should_go),
      cmocka_unit_test(a_child_does_not_know_what_is_unused),
      cmocka_unit_test(a_file_that_is_not_there),
  };
  close(mkstemp(path));
  int failed = run_group(tests, sizeof tests / sizeof tests[0], "suppressions");
  unlink(path);
  return failed;
}
