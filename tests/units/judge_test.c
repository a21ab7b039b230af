/* custody_judge answers every question as the vocabulary's table does.
 *
 * The table is written down here a second time, as letters, and every combination of rule,
 * access, role, phase and up to three locks is asked. Six letters for each access: the thread is
 * off the role (the first three) or on it (the last three), with no lock held, some held (one at
 * least, but not all exclusively), all held exclusively. */
#include "cmocka_headers.h"

#include <custody/judge.h>

#include <stdio.h>
#include <string.h>

struct row {
  enum custody_rule rule;
  int reads_are_safe; /* -1: makes no difference */
  const char *answers[CUSTODY_ACCESS_COUNT]; /* read, write, atomic read, atomic write */
};

static const struct row table[] = {
    {CUSTODY_RULE_NONE, -1, {"... ...", "... ...", "... ...", "... ..."}},
    {CUSTODY_RULE_OWNED_BY, -1, {"ooo ...", "ooo ...", "ooo ...", "ooo ..."}},
    {CUSTODY_RULE_OWNED_BY_LOCKED, -1, {"s.. ...", "ooo xx.", "s.. ...", "ooo xx."}},
    {CUSTODY_RULE_GUARDED_BY, -1, {"s.. s..", "xx. xx.", "s.. s..", "xx. xx."}},
    {CUSTODY_RULE_WRITE_GUARDED_BY, 0, {"a.. a..", "xx. xx.", "... ...", "xx. xx."}},
    {CUSTODY_RULE_WRITE_GUARDED_BY, 1, {"... ...", "xx. xx.", "... ...", "xx. xx."}},
    {CUSTODY_RULE_WRITTEN_BY, -1, {"aaa aaa", "ooo aaa", "... ...", "ooo ..."}},
    {CUSTODY_RULE_ATOMIC, -1, {"aaa aaa", "aaa aaa", "... ...", "... ..."}},
    {CUSTODY_RULE_SELF_LOCKED, -1, {"eee ...", "eee ...", "eee ...", "eee ..."}},
    {CUSTODY_RULE_IMMUTABLE, -1, {"... ...", "iii iii", "... ...", "iii iii"}},
    {CUSTODY_RULE_PINNED, -1, {"hhh ...", "hhh ...", "hhh ...", "hhh ..."}},
};
enum { row_count = sizeof table / sizeof table[0] };

struct answer {
  char letter;
  enum custody_finding finding;
  enum custody_need need;
};

static const struct answer answers[] = {
    {'.', CUSTODY_FINDING_NONE, CUSTODY_NEED_NOTHING},
    {'o', CUSTODY_FINDING_OWNER, CUSTODY_NEED_ROLE},
    {'s', CUSTODY_FINDING_LOCK, CUSTODY_NEED_LOCK_SHARED},
    {'x', CUSTODY_FINDING_LOCK, CUSTODY_NEED_LOCK_EXCLUSIVE},
    {'a', CUSTODY_FINDING_ATOMIC, CUSTODY_NEED_ATOMIC},
    {'i', CUSTODY_FINDING_IMMUTABLE, CUSTODY_NEED_BUILDING},
    {'e', CUSTODY_FINDING_ESCAPE, CUSTODY_NEED_OWN_FUNCTIONS},
    {'h', CUSTODY_FINDING_OWNER, CUSTODY_NEED_HOLDER},
};

/* 0: none held; 1: some; 2: all exclusively. */
static int column_of(const struct custody_question *q) {
  unsigned held = 0, exclusive = 0;
  for (unsigned i = 0; i < q->hold_count; i++) {
    held += q->holds[i] != CUSTODY_NOT_HELD;
    exclusive += q->holds[i] == CUSTODY_HELD_EXCLUSIVE;
  }
  if (!held) return 0;
  return exclusive == q->hold_count ? 2 : 1;
}

static char expected_letter(const struct row *row, const struct custody_question *q) {
  if (q->building) return '.';
  return row->answers[q->access][(q->on_role ? 4 : 0) + column_of(q)];
}

static void ask(const struct row *row, const struct custody_question *q) {
  struct custody_verdict verdict = custody_judge(q);
  char letter = expected_letter(row, q);
  for (unsigned i = 0; i < sizeof answers / sizeof answers[0]; i++)
    if (answers[i].letter == letter) {
      assert_int_equal(verdict.finding, answers[i].finding);
      assert_int_equal(verdict.need, answers[i].need);
      return;
    }
  fail_msg("the test's table has an unknown letter '%c'", letter);
}

/* Every way in which up to three locks can be held; `code` counts in base three. */
static void ask_with_locks(const struct row *row, struct custody_question q) {
  enum custody_hold holds[3];
  q.holds = holds;
  for (q.hold_count = 0; q.hold_count <= 3; q.hold_count++) {
    int ways = q.hold_count == 0 ? 1 : q.hold_count == 1 ? 3 : q.hold_count == 2 ? 9 : 27;
    for (int code = 0; code < ways; code++) {
      for (int i = 0, rest = code; i < 3; i++, rest /= 3) holds[i] = (enum custody_hold)(rest % 3);
      ask(row, &q);
    }
  }
}

static void every_combination(void **state) {
  (void)state;
  for (int r = 0; r < row_count; r++)
    for (int bits = 0; bits < 8; bits++) {
      struct custody_question q = {.rule = table[r].rule,
                                   .on_role = bits & 1,
                                   .building = bits >> 1 & 1,
                                   .reads_are_safe = bits >> 2 & 1};
      if (table[r].reads_are_safe >= 0 && table[r].reads_are_safe != q.reads_are_safe) continue;
      for (int access = 0; access < CUSTODY_ACCESS_COUNT; access++) {
        q.access = (enum custody_access)access;
        ask_with_locks(&table[r], q);
      }
    }
}

static void every_rule_has_a_row(void **state) {
  (void)state;
  for (int rule = 0; rule < CUSTODY_RULE_COUNT; rule++) {
    int rows = 0;
    for (int r = 0; r < row_count; r++) rows += (int)table[r].rule == rule;
    assert_true(rows > 0);
  }
}

static void an_unknown_rule_allows(void **state) {
  (void)state;
  struct custody_question q = {.rule = CUSTODY_RULE_COUNT, .access = CUSTODY_WRITE};
  assert_int_equal(custody_judge(&q).finding, CUSTODY_FINDING_NONE);
}

static void every_finding_has_its_name(void **state) {
  (void)state;
#define FINDING(NAME, name, meaning)                                                               \
  assert_string_equal(custody_finding_name(CUSTODY_FINDING_##NAME), #name);
#include <custody/findings.def>
  assert_string_equal(custody_finding_name(CUSTODY_FINDING_NONE), "none");
  assert_string_equal(custody_finding_name(CUSTODY_FINDING_ESCAPE), "escape");
  assert_string_equal(custody_finding_name(CUSTODY_FINDING_COUNT), "none");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_combination),
      cmocka_unit_test(every_rule_has_a_row),
      cmocka_unit_test(an_unknown_rule_allows),
      cmocka_unit_test(every_finding_has_its_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
