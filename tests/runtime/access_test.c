/* custody_rt_access allows what custody_judge allows and reports its verdict otherwise: every rule,
 * access and role, and up to three locks, each held in every way. */
#include "support.h"
#include <stdio.h>
#include <string.h>

enum { LOCKS = 3 };
static struct custody_rt_role owner = {"owner", 0, 0};
static pthread_rwlock_t lock[LOCKS] = {PTHREAD_RWLOCK_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER,
                                       PTHREAD_RWLOCK_INITIALIZER};
static const struct custody_rt_lock expression[LOCKS] = {
    {"lock[0]", &lock[0], NULL, 0, CUSTODY_RT_LOCK_GLOBAL, 0},
    {"lock[1]", &lock[1], NULL, 0, CUSTODY_RT_LOCK_GLOBAL, 0},
    {"lock[2]", &lock[2], NULL, 0, CUSTODY_RT_LOCK_GLOBAL, 0},
};
static int object;
PLACE(here, "caller");

struct combination {
  enum custody_rule rule;
  enum custody_access access;
  int on_role;
  unsigned locks;
  enum custody_hold holds[LOCKS];
};

/* What is PINNED is held by the first thread that touches it, and then by nobody else here; what is
 * SELF_LOCKED is checked only where the pass saw a function that is not the type's own. */
static int is_fine_here(const struct combination *c) {
  if (c->rule == CUSTODY_RULE_PINNED) return 1;
  return c->rule != CUSTODY_RULE_SELF_LOCKED && c->on_role;
}

static struct custody_verdict expected(const struct combination *c) {
  struct custody_question question = {.rule = c->rule,
                                      .access = c->access,
                                      .on_role = is_fine_here(c),
                                      .reads_are_safe = 1,
                                      .hold_count = c->locks,
                                      .holds = c->holds};
  return custody_judge(&question);
}

static void take_locks(const struct combination *c) {
  for (unsigned i = 0; i < c->locks; i++) {
    if (c->holds[i] == CUSTODY_HELD_SHARED) custody_rt_pthread_rwlock_rdlock(&lock[i], &here, NULL);
    if (c->holds[i] == CUSTODY_HELD_EXCLUSIVE)
      custody_rt_pthread_rwlock_wrlock(&lock[i], &here, NULL);
  }
}

static void give_locks_back(const struct combination *c) {
  for (unsigned i = 0; i < c->locks; i++)
    if (c->holds[i] != CUSTODY_NOT_HELD) custody_rt_pthread_rwlock_unlock(&lock[i], &here, NULL);
}

static void check(const struct combination *c) {
  struct custody_rt_rule rule = {"object",           "RULE", "server.h", 1, (uint16_t)c->rule,
                                 (uint16_t)c->locks, &owner, expression};
  struct custody_rt_site site = {&rule, {"server.c", "f", 2, 3}, c->access, 0};
  struct custody_verdict verdict = expected(c);
  capture();
  take_locks(c);
  /* Descriptors on the stack share their address from one combination to the next, so what is
   * counted tells more than what is printed: a key is printed once. */
  uint64_t reports = REPORTS_OF(custody_rt_access(&object, &site));
  uint64_t again = REPORTS_OF(custody_rt_access(&object, &site)); /* by what the site has kept */
  give_locks_back(c);
  if (reports != (verdict.finding != CUSTODY_FINDING_NONE) || again != reports)
    fail_msg("rule %d access %d role %d locks %u (%d %d %d): %lu reports, then %lu", (int)c->rule,
             (int)c->access, c->on_role, c->locks, (int)c->holds[0], (int)c->holds[1],
             (int)c->holds[2], (unsigned long)reports, (unsigned long)again);
  if (*captured() != '\0') {
    char words[64];
    snprintf(words, sizeof words, "WARNING: custody-%s: ", custody_finding_name(verdict.finding));
    assert_printed(words);
  }
}

static void check_holds(struct combination *c, unsigned i) {
  if (i == c->locks) {
    check(c);
    return;
  }
  for (int hold = 0; hold < CUSTODY_HOLD_COUNT; hold++) {
    c->holds[i] = (enum custody_hold)hold;
    check_holds(c, i + 1);
  }
}

static void *check_all(void *on_role) {
  struct combination c = {.on_role = *(int *)on_role};
  for (int rule = 0; rule < CUSTODY_RULE_COUNT; rule++)
    for (int access = 0; access < CUSTODY_ACCESS_COUNT; access++)
      for (c.locks = 0; c.locks <= LOCKS; c.locks++) {
        c.rule = (enum custody_rule)rule;
        c.access = (enum custody_access)access;
        memset(c.holds, 0, sizeof c.holds);
        check_holds(&c, 0);
      }
  return NULL;
}

static void *check_all_as_owner(void *on_role) {
  static struct custody_rt_contract entry = {
      {"server.c", "check_all_as_owner", 1, 1}, "THREAD_ENTRY(owner)", 0, 0, NULL, NULL, 0};
  custody_rt_thread_entry((const void *)(uintptr_t)check_all_as_owner, &owner, &entry);
  return check_all(on_role);
}

static void off_the_role_as_the_table_says(void **state) {
  (void)state;
  int on_role = 0;
  on_thread(check_all, &on_role);
}

static void on_the_role_as_the_table_says(void **state) {
  (void)state;
  int on_role = 1;
  on_thread(check_all_as_owner, &on_role);
}

/* What check.c relies on: a lock held, or held exclusively, never makes an access wrong. */
static void holding_more_is_never_wrong(void **state) {
  (void)state;
  for (int rule = 0; rule < CUSTODY_RULE_COUNT; rule++)
    for (int access = 0; access < CUSTODY_ACCESS_COUNT; access++)
      for (int on_role = 0; on_role < 2; on_role++) {
        struct combination c = {
            (enum custody_rule)rule, (enum custody_access)access, on_role, 1, {0}};
        int allowed = expected(&c).finding == CUSTODY_FINDING_NONE;
        for (int hold = CUSTODY_HELD_SHARED; hold < CUSTODY_HOLD_COUNT; hold++) {
          c.holds[0] = (enum custody_hold)hold;
          int allowed_now = expected(&c).finding == CUSTODY_FINDING_NONE;
          assert_true(allowed_now >= allowed);
          allowed = allowed_now;
        }
      }
}

/* ... and that without locks it's the same as with one that isn't held. */
static void no_lock_is_a_lock_that_is_not_held(void **state) {
  (void)state;
  for (int rule = 0; rule < CUSTODY_RULE_COUNT; rule++)
    for (int access = 0; access < CUSTODY_ACCESS_COUNT; access++)
      for (int on_role = 0; on_role < 2; on_role++) {
        struct combination with = {
            (enum custody_rule)rule, (enum custody_access)access, on_role, 1, {0}};
        struct combination without = with;
        without.locks = 0;
        assert_int_equal(expected(&with).finding, expected(&without).finding);
      }
}

static void a_rule_with_too_many_locks_is_not_checked(void **state) {
  (void)state;
  struct custody_rt_lock many[9];
  for (int i = 0; i < 9; i++) many[i] = expression[0];
  struct custody_rt_rule rule = {"object", "RULE", "server.h", 1, CUSTODY_RULE_GUARDED_BY,
                                 9,        NULL,   many};
  struct custody_rt_site site = {&rule, {"server.c", "f", 2, 3}, CUSTODY_WRITE, 0};
  capture();
  assert_int_equal(REPORTS_OF(custody_rt_access(&object, &site)), 0);
  assert_printed("a rule with more than 8 locks: it is not checked");
  capture();
  custody_rt_access(&object, &site);
  assert_nothing_printed();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(off_the_role_as_the_table_says),
      cmocka_unit_test(on_the_role_as_the_table_says),
      cmocka_unit_test(holding_more_is_never_wrong),
      cmocka_unit_test(no_lock_is_a_lock_that_is_not_held),
      cmocka_unit_test(a_rule_with_too_many_locks_is_not_checked),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "access");
}
