/* CUSTODY_OPTIONS says what is in options.def, and answers everything else with what to do. */
#include "nearest.h"
#include "options.h"
#include "support.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct custody_options options;
static char message[1024];

static int parse(const char *text) {
  struct custody_text to = custody_text_in(message, sizeof message);
  custody_options_default(&options);
  return custody_options_parse(&options, text, &to);
}

static void defaults_are_the_tables(void **state) {
  (void)state;
  assert_true(parse(""));
#define NUMBER(name, value, least, most, meaning) assert_int_equal(options.name, value);
#define WORD(name, first, second, meaning) assert_int_equal(options.name, 0);
#define TEXT(name, meaning) assert_string_equal(options.name, "");
#include "options.def"
}

static void every_number_takes_its_range(void **state) {
  (void)state;
  char text[128];
#define NUMBER(name, value, least, most, meaning)                                                  \
  snprintf(text, sizeof text, #name "=%u", (unsigned)(most));                                      \
  assert_true(parse(text));                                                                        \
  assert_int_equal(options.name, most);                                                            \
  snprintf(text, sizeof text, #name "=%u", (unsigned)(most) + 1);                                  \
  assert_false(parse(text));                                                                       \
  assert_non_null(strstr(message, #name " takes a number from "));
#define WORD(name, first, second, meaning)
#define TEXT(name, meaning)
#include "options.def"
}

static void every_word_is_one_of_two(void **state) {
  (void)state;
#define NUMBER(name, value, least, most, meaning)
#define WORD(name, first, second, meaning)                                                         \
  assert_true(parse(#name "=" #second));                                                           \
  assert_int_equal(options.name, 1);                                                               \
  assert_true(parse(#name "=" #second ":" #name "=" #first));                                      \
  assert_int_equal(options.name, 0);                                                               \
  assert_false(parse(#name "=" #second "x"));                                                      \
  assert_non_null(strstr(message, #name " takes " #first " or " #second "; "));
#define TEXT(name, meaning)
#include "options.def"
}

static void several_are_separated(void **state) {
  (void)state;
  assert_true(parse("halt_on_error=1:exitcode=7, stack_depth=3\tlog_path=/a/b"));
  assert_int_equal(options.halt_on_error, 1);
  assert_int_equal(options.exitcode, 7);
  assert_int_equal(options.stack_depth, 3);
  assert_string_equal(options.log_path, "/a/b");
}

static void the_last_of_two_counts(void **state) {
  (void)state;
  assert_true(parse("exitcode=7:exitcode=8"));
  assert_int_equal(options.exitcode, 8);
}

static void words_for_numbers(void **state) {
  (void)state;
  assert_true(parse("halt_on_error=true"));
  assert_int_equal(options.halt_on_error, 1);
  assert_true(parse("halt_on_error=yes:halt_on_error=no"));
  assert_int_equal(options.halt_on_error, 0);
}

static void a_value_may_be_quoted(void **state) {
  (void)state;
  assert_true(parse("log_path='a b:c':exitcode=1"));
  assert_string_equal(options.log_path, "a b:c");
  assert_int_equal(options.exitcode, 1);
}

static void an_unknown_name_gets_the_nearest(void **state) {
  (void)state;
  assert_false(parse("halt_on_eror=1"));
  assert_string_equal(message, "custody: CUSTODY_OPTIONS: halt_on_eror is no option; did you mean "
                               "halt_on_error? CUSTODY_OPTIONS=help=1 lists them all\n");
  assert_false(parse("suppresions=file"));
  assert_string_equal(message, "custody: CUSTODY_OPTIONS: suppresions is no option; did you mean "
                               "suppressions? CUSTODY_OPTIONS=help=1 lists them all\n");
}

static void no_number_is_no_number(void **state) {
  (void)state;
  static const char *const bad[] = {"exitcode",
                                    "exitcode=",
                                    "exitcode=abc",
                                    "exitcode=-1",
                                    "exitcode=1x",
                                    "exitcode=0x10",
                                    "exitcode=99999999999999999999",
                                    "exitcode=256"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    assert_false(parse(bad[i]));
    assert_string_equal(message, "custody: CUSTODY_OPTIONS: exitcode takes a number from 0 to 255; "
                                 "CUSTODY_OPTIONS=help=1 says what it means\n");
  }
}

static void a_path_has_an_end(void **state) {
  (void)state;
  char text[700] = "log_path=";
  memset(text + 9, 'a', 511);
  assert_true(parse(text));
  memset(text + 9, 'a', 600);
  assert_false(parse(text));
  assert_non_null(strstr(message, "log_path takes at most 511 bytes"));
}

static void any_bytes_are_read_or_refused(void **state) {
  (void)state;
  char text[64];
  srand(1);
  for (int i = 0; i < 20000; i++) {
    size_t length = (size_t)(rand() % 63);
    for (size_t j = 0; j < length; j++) text[j] = "=:,'\" \n0129ahlt_\x80\xff"[rand() % 18];
    text[length] = '\0';
    if (!parse(text)) assert_non_null(strstr(message, "custody: CUSTODY_OPTIONS: "));
  }
}

static void help_lists_every_option(void **state) {
  (void)state;
  char list[4096];
  struct custody_text to = custody_text_in(list, sizeof list);
  custody_options_help(&to);
#define NUMBER(name, value, least, most, meaning) assert_non_null(strstr(list, #name));
#define WORD(name, first, second, meaning)                                                         \
  assert_non_null(strstr(list, #name "=" #first "  " meaning));
#define TEXT(name, meaning) assert_non_null(strstr(list, #name "  " meaning));
#include "options.def"
}

static void a_program_with_rights_of_its_own_ignores_the_environment(void **state) {
  (void)state;
  assert_string_equal(custody_options_trusted("log_path=/etc/shadow", 1), "");
  assert_string_equal(custody_options_trusted("log_path=a", 0), "log_path=a");
  assert_string_equal(custody_options_trusted(NULL, 0), "");
}

static void the_nearest_name(void **state) {
  (void)state;
  static const char *const names[] = {"verbosity", "exitcode", "log_path"};
  assert_string_equal(custody_nearest("logpath", 7, names, 3), "log_path");
  assert_string_equal(custody_nearest("exit_code", 9, names, 3), "exitcode");
  assert_string_equal(custody_nearest("", 0, names, 3), "exitcode");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(defaults_are_the_tables),
      cmocka_unit_test(every_number_takes_its_range),
      cmocka_unit_test(every_word_is_one_of_two),
      cmocka_unit_test(several_are_separated),
      cmocka_unit_test(the_last_of_two_counts),
      cmocka_unit_test(words_for_numbers),
      cmocka_unit_test(a_value_may_be_quoted),
      cmocka_unit_test(an_unknown_name_gets_the_nearest),
      cmocka_unit_test(no_number_is_no_number),
      cmocka_unit_test(a_path_has_an_end),
      cmocka_unit_test(any_bytes_are_read_or_refused),
      cmocka_unit_test(help_lists_every_option),
      cmocka_unit_test(a_program_with_rights_of_its_own_ignores_the_environment),
      cmocka_unit_test(the_nearest_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
