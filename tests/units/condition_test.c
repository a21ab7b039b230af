/* Conditions of annotations are read as C would read them, and what is none is refused. */
#include "cmocka_headers.h"

#include <custody/expression.h>

#include <string.h>

static struct custody_condition parsed(const char *text) {
  struct custody_condition c;
  const char *fault = custody_condition_parse(text, strlen(text), &c);
  if (fault) fail_msg("'%s': %s", text, fault);
  return c;
}

static void assert_test(const char *text, const char *subject, int is_negated,
                        enum custody_comparison comparison, int number) {
  struct custody_condition c = parsed(text);
  assert_int_equal(c.subject.steps[0].length, strlen(subject));
  assert_memory_equal(c.subject.steps[0].text, subject, strlen(subject));
  assert_int_equal(c.is_negated, is_negated);
  assert_int_equal(c.comparison, comparison);
  assert_int_equal(c.number, number);
}

static void tests_of_values(void **state) {
  (void)state;
  assert_test("ret", "ret", 0, CUSTODY_COMPARE_NOTHING, 0);
  assert_test("!ret", "ret", 1, CUSTODY_COMPARE_NOTHING, 0);
  assert_test("!!(ret)", "ret", 0, CUSTODY_COMPARE_NOTHING, 0);
  assert_test("ret == 0", "ret", 0, CUSTODY_COMPARE_EQUAL, 0);
  assert_test("!(ret==-1)", "ret", 1, CUSTODY_COMPARE_EQUAL, -1);
  assert_test("ret >= 0x10", "ret", 0, CUSTODY_COMPARE_GREATER_EQUAL, 16);
  assert_test("0 < ret", "ret", 0, CUSTODY_COMPARE_GREATER, 0);
  assert_test("ret != NULL", "ret", 0, CUSTODY_COMPARE_UNEQUAL, 0);
  assert_test("mode == true", "mode", 0, CUSTODY_COMPARE_EQUAL, 1);
}

static void paths(void **state) {
  (void)state;
  struct custody_condition c = parsed("*out > 0");
  assert_int_equal(c.subject.count, 2);
  assert_int_equal(c.subject.steps[1].kind, CUSTODY_EXPRESSION_DEREF);
  c = parsed("(*out)->kept");
  assert_int_equal(c.subject.count, 3);
  assert_int_equal(c.comparison, CUSTODY_COMPARE_NOTHING);
  c = parsed("ret == QUEUE_OK");
  assert_int_equal(c.name_length, strlen("QUEUE_OK"));
}

static void lone_constants_speak_of_the_result(void **state) {
  (void)state;
  assert_test("1", "ret", 0, CUSTODY_COMPARE_UNEQUAL, 0);
  assert_test("true", "ret", 0, CUSTODY_COMPARE_UNEQUAL, 0);
  assert_test("0", "ret", 0, CUSTODY_COMPARE_EQUAL, 0);
  assert_test("!0", "ret", 1, CUSTODY_COMPARE_EQUAL, 0);
}

static void what_is_no_condition(void **state) {
  (void)state;
  static const char *const list[] = {"",
                                     "!",
                                     "ret ==",
                                     "== 0",
                                     "ret == a b",
                                     "!ret == 0",
                                     "ret = 0",
                                     "ret && out",
                                     "(ret",
                                     "ret == 0 == 1",
                                     "ret ==\"\"",
                                     "f(ret)",
                                     "ret == 99999999999999999999"};
  struct custody_condition c;
  for (unsigned i = 0; i < sizeof list / sizeof list[0]; i++)
    if (!custody_condition_parse(list[i], strlen(list[i]), &c)) fail_msg("'%s' is read", list[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tests_of_values),
      cmocka_unit_test(paths),
      cmocka_unit_test(lone_constants_speak_of_the_result),
      cmocka_unit_test(what_is_no_condition),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
