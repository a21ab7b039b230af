/* What is written as JSON is JSON: names are quoted, bytes that are no text are replaced, and a report
 * that does not fit is cut between its members. tests/runtime/programs/lines reads whole runs. */
#include "json.h"
#include "report.h"
#include "support.h"
#include <string.h>

static char buffer[4096];
static struct custody_text text;

static struct custody_json begin(size_t size) {
  text = custody_text_in(buffer, size);
  return custody_json_in(&text);
}

static void members_and_elements(void **state) {
  (void)state;
  struct custody_rt_place place = {"a.c", "f", 7, 0};
  struct custody_json json = begin(sizeof buffer);
  custody_json_begin(&json, NULL, '{');
  custody_json_number(&json, "n", 18446744073709551615u);
  custody_json_string(&json, "nothing", NULL);
  custody_json_address(&json, "nowhere", 0);
  custody_json_address(&json, "a", 255);
  custody_json_begin(&json, "list", '[');
  custody_json_string(&json, NULL, "x");
  custody_json_begin(&json, NULL, '[');
  custody_json_end(&json, ']');
  custody_json_end(&json, ']');
  custody_json_place(&json, "at", &place);
  custody_json_place(&json, "no", NULL);
  custody_json_end(&json, '}');
  assert_string_equal(buffer, "{\"n\":18446744073709551615,\"a\":\"0xff\",\"list\":[\"x\",[]],"
                              "\"at\":{\"file\":\"a.c\",\"line\":7,\"function\":\"f\"}}");
}

static void strings(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"", ""},
      {"\"\\/", "\\\"\\\\/"},
      {"\n\t\x1f\x7f", "\\u000a\\u0009\\u001f\x7f"},
      {"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x94\x92", "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x94\x92"},
      {"\x80", "\\ufffd"},
      {"\xc1\xbf", "\\ufffd\\ufffd"},
      {"\xc3(", "\\ufffd("},
      {"\xe0\x9f\xbf", "\\ufffd\\ufffd\\ufffd"},
      {"\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd"},
      {"\xed\x9f\xbf", "\xed\x9f\xbf"},
      {"\xf0\x8f\xbf\xbf", "\\ufffd\\ufffd\\ufffd\\ufffd"},
      {"\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd"},
      {"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
      {"\xf5\x80", "\\ufffd\\ufffd"},
      {"end \xe2\x82", "end \\ufffd\\ufffd"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char expected[128] = "\"";
    strcat(strcat(expected, cases[i][1]), "\"");
    struct custody_json json = begin(sizeof buffer);
    custody_json_string(&json, NULL, cases[i][0]);
    assert_string_equal(buffer, expected);
  }
}

/* Between two characters. */
static void a_long_string_is_cut(void **state) {
  (void)state;
  static char word[2001];
  for (int shift = 0; shift < 2; shift++) {
    memset(word, 'x', sizeof word - 1);
    for (int i = shift; i + 1 < 2000; i += 2) memcpy(word + i, "\xc3\xa4", 2);
    struct custody_json json = begin(sizeof buffer);
    custody_json_string(&json, NULL, word);
    assert_int_equal(strlen(buffer), 1002 + shift);
    assert_memory_equal(word, buffer + 1, strlen(buffer) - 2);
    assert_int_equal(buffer[strlen(buffer) - 1], '"');
  }
}

static void a_report_that_does_not_fit(void **state) {
  (void)state;
  PLACE(here, "f");
  struct custody_stack stack = {{16, 32, 48}, 3, 0};
  struct custody_report report = {
      .finding = CUSTODY_FINDING_LOCK, .done = "write of ", .subject = "a.b", .place = &here};
  struct custody_account account = {custody_thread_self(), &report, "lock:a.b@f", &stack};
  begin(sizeof buffer);
  custody_report_json(&text, &account);
  size_t whole = strlen(buffer);
  assert_null(strstr(buffer, "is_cut"));
  assert_string_equal(buffer + whole - 3, "]}\n");
  begin(whole); /* one byte too few */
  custody_report_json(&text, &account);
  assert_memory_equal(buffer, "{\"type\":\"report\",\"finding\":\"lock\",\"key\":\"lock:a.b@f\",",
                      52);
  assert_non_null(strstr(buffer, ",\"is_cut\":1}\n"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(members_and_elements),
      cmocka_unit_test(strings),
      cmocka_unit_test(a_long_string_is_cut),
      cmocka_unit_test(a_report_that_does_not_fit),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "json");
}
