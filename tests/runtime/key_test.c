/* A report's key is made of what the source names, and of nothing that another run or another line
 * would change. */
#include "options.h"
#include "order_class.h"
#include "order_graph.h"
#include "report_key.h"
#include "support.h"
#include "tally.h"
#include <stdio.h>
#include <string.h>

PLACE(here, "handle_packet");
static struct custody_rt_role voice = {"voice", 0, 0};
static const struct custody_rt_rule owned = {
    "server.users", "OWNED_BY(voice)", "a.h", 1, CUSTODY_RULE_OWNED_BY, 0, &voice, NULL};
static int object;

static const char *key_of(const struct custody_report *report) {
  static char key[CUSTODY_KEY_SIZE];
  struct custody_text text = custody_text_in(key, sizeof key);
  custody_report_key(&text, report);
  return key;
}

static void a_field_and_its_function(void **state) {
  (void)state;
  struct custody_report report = {
      .finding = CUSTODY_FINDING_OWNER, .subject = "server.users", .place = &here};
  assert_string_equal(key_of(&report), "owner:server.users@handle_packet");
}

static void what_a_function_asks(void **state) {
  (void)state;
  struct custody_rt_contract contract = {
      {"a.c", "move_user", 1, 1}, "REQUIRES(s->lock)", 0, 0, NULL, NULL, 0};
  struct custody_report report = {.finding = CUSTODY_FINDING_LOCK,
                                  .subject = "move_user",
                                  .contract = &contract,
                                  .place = &contract.place};
  assert_string_equal(key_of(&report), "lock:REQUIRES(s->lock)@move_user");
  report.finding = CUSTODY_FINDING_ROLE;
  report.about = "voice";
  assert_string_equal(key_of(&report), "role:voice@move_user");
}

static void it_has_no_blanks(void **state) {
  (void)state;
  struct custody_rt_place place = {"a.cpp", "std::pair<unsigned long, int>::swap", 1, 1};
  struct custody_report report = {.finding = CUSTODY_FINDING_LOCK,
                                  .subject = "custody_assert_held(&a[i + 1]\n)",
                                  .place = &place};
  assert_string_equal(key_of(&report),
                      "lock:custody_assert_held(&a[i+1])@std::pair<unsigned_long,int>::swap");
}

static void what_is_not_known(void **state) {
  (void)state;
  struct custody_report report = {.finding = CUSTODY_FINDING_BALANCE};
  assert_string_equal(key_of(&report), "balance:lock@?");
}

/* One circle has one key, wherever it closes. */
static void a_circle(void **state) {
  (void)state;
  static const char *const names[] = {"b.lock", "c.lock", "a.lock"};
  uint32_t class[3];
  for (int i = 0; i < 3; i++) class[i] = custody_order_class(names[i]);
  for (int first = 0; first < 3; first++) {
    struct custody_order_circle circle = {.count = 2};
    for (int i = 0; i < 2; i++) circle.edge[i].from = class[(first + 1 + i) % 3];
    struct custody_report report = {.finding = CUSTODY_FINDING_ORDER,
                                    .subject = names[(first + 1) % 3],
                                    .held_class = names[first],
                                    .held_lock = names,
                                    .circle = &circle,
                                    .place = &here};
    assert_string_equal(key_of(&report), "order:a.lock>b.lock>c.lock");
    report.circle = NULL;
    if (first == 0) assert_string_equal(key_of(&report), "order:b.lock>c.lock");
  }
}

/* Two lines of one function: one report, counted twice. Another function: another one. */
static void one_report_for_a_key(void **state) {
  (void)state;
  static struct custody_rt_site sites[] = {{&owned, {"a.c", "f", 10, 1}, CUSTODY_READ, 0},
                                           {&owned, {"a.c", "f", 20, 1}, CUSTODY_WRITE, 0},
                                           {&owned, {"a.c", "g", 30, 1}, CUSTODY_WRITE, 0}};
  uint64_t keys = custody_tally_keys();
  capture();
  for (int i = 0; i < 2; i++)
    assert_int_equal(REPORTS_OF(custody_rt_access(&object, &sites[i])), 1);
  assert_printed("  key: owner:server.users@f\n");
  assert_null(strstr(strstr(captured(), "WARNING") + 1, "WARNING"));
  assert_int_equal(custody_tally_keys(), keys + 1);
  assert_int_equal(REPORTS_OF(custody_rt_access(&object, &sites[2])), 1);
  assert_printed("  key: owner:server.users@g\n");
  assert_int_equal(custody_tally_keys(), keys + 2);
}

static const char *wanted;
static uint32_t wanted_count;
static void look_for(const struct custody_tally_key *key) {
  if (strcmp(atomic_load(&key->text), wanted) == 0) wanted_count = atomic_load(&key->count);
}

static void the_end_counts_each(void **state) {
  (void)state;
  wanted = "owner:server.users@f";
  custody_tally_each(look_for);
  assert_int_equal(wanted_count, 2);
  capture();
  custody_report_end();
  assert_printed("custody: 3 reports (2 keys)\n");
  assert_printed("custody:   2 times owner:server.users@f, at a.c:10:1 in f\n");
  assert_printed("custody:   1 time owner:server.users@g, at a.c:30:1 in g\n");
}

static void each_place_where_that_is_asked_for(void **state) {
  (void)state;
  static struct custody_rt_site sites[] = {{&owned, {"a.c", "h", 10, 1}, CUSTODY_READ, 0},
                                           {&owned, {"a.c", "h", 20, 1}, CUSTODY_WRITE, 0}};
  custody_options.report_places = 1;
  capture();
  for (int i = 0; i < 4; i++) custody_rt_access(&object, &sites[i % 2]);
  assert_printed("at a.c:10:1 in h\n  rule");
  assert_printed("at a.c:20:1 in h\n  rule");
  capture();
  custody_report_end();
  assert_printed(" places)\n");
  assert_printed("custody:   2 times owner:server.users@h, at a.c:10:1 in h\n");
  assert_printed("custody:   2 times owner:server.users@h, at a.c:20:1 in h\n");
  custody_options.report_places = 0;
}

/* More keys than the table has: the further ones are counted, once and for all said. */
static void more_keys_than_the_table(void **state) {
  (void)state;
  char name[16];
  uint64_t printed = 0;
  capture();
  for (int i = 0; i < CUSTODY_TALLY_SIZE + 10; i++) {
    snprintf(name, sizeof name, "many%d", i);
    struct custody_rt_site site = {&owned, {"a.c", name, 1, 1}, CUSTODY_WRITE, 0};
    custody_options.report_limit = 1;
    assert_int_equal(REPORTS_OF(custody_rt_access(&object, &site)), 1);
    printed += strstr(captured(), "4096 keys") != NULL;
  }
  custody_options.report_limit = 0;
  assert_int_equal(custody_tally_keys(), CUSTODY_TALLY_SIZE);
  assert_in_range(printed, 1, 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_field_and_its_function),
      cmocka_unit_test(what_a_function_asks),
      cmocka_unit_test(it_has_no_blanks),
      cmocka_unit_test(what_is_not_known),
      cmocka_unit_test(a_circle),
      cmocka_unit_test(one_report_for_a_key),
      cmocka_unit_test(the_end_counts_each),
      cmocka_unit_test(each_place_where_that_is_asked_for),
      cmocka_unit_test(more_keys_than_the_table),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "key");
}
