/* RUNS_ON, REQUIRES, EXCLUDES at a function's entry; ACQUIRE and RELEASE after a call; and how lock
 * expressions find their lock. */
#include "support.h"
#include <string.h>

struct server {
  int padding;
  pthread_mutex_t lock;
  pthread_mutex_t stripes[4];
};
struct user {
  struct server *server;
};

PLACE(here, "caller");
static struct server server;
static struct user user = {&server}, orphan = {NULL};
static const struct custody_rt_step to_lock[] = {{offsetof(struct user, server), 1},
                                                 {offsetof(struct server, lock), 0}};
static const struct custody_rt_step to_stripes[] = {{offsetof(struct user, server), 1},
                                                    {offsetof(struct server, stripes), 0}};
static const struct custody_rt_lock by_path = {"u->server->lock",    NULL, to_lock, 2,
                                               CUSTODY_RT_LOCK_PATH, 0};
static const struct custody_rt_lock by_class = {"struct server.lock",   NULL, NULL, 0,
                                                CUSTODY_RT_LOCK_MEMBER, 0};
static const struct custody_rt_lock some_stripe = {
    "u->server->stripes[]", NULL, to_stripes, 2, CUSTODY_RT_LOCK_ELEMENT, sizeof server.stripes};
static const struct custody_rt_lock global_stripe = {
    "stripes[]", server.stripes, NULL, 0, CUSTODY_RT_LOCK_ELEMENT, sizeof server.stripes};

static struct custody_rt_contract clause(enum custody_rt_contract_kind kind, const char *text,
                                         const struct custody_rt_lock *lock) {
  struct custody_rt_contract contract = {
      {"server.c", "move_user", 20, 6}, text, kind, 0, NULL, lock, 0};
  return contract;
}

static uint64_t enter(enum custody_rt_contract_kind kind, const struct custody_rt_lock *lock,
                      const void *base) {
  struct custody_rt_contract contract = clause(kind, "CLAUSE", lock);
  return REPORTS_OF(custody_rt_enter(base, &contract));
}

static void after(enum custody_rt_contract_kind kind, const struct custody_rt_lock *lock) {
  struct custody_rt_contract contract = clause(kind, "CLAUSE", lock);
  custody_rt_after_lock_call(&user, &contract, &here, 1, custody_rt_before_lock_call());
}

/* How the thread holds it, by what a function's entry would say. */
static enum custody_hold hold_of(const struct custody_rt_lock *lock, const void *base) {
  if (enter(CUSTODY_RT_REQUIRES, lock, base) == 0) return CUSTODY_HELD_EXCLUSIVE;
  if (enter(CUSTODY_RT_REQUIRES_SHARED, lock, base) == 0) return CUSTODY_HELD_SHARED;
  return CUSTODY_NOT_HELD;
}

static void lock_it(void) { custody_rt_pthread_mutex_lock(&server.lock, &here, "server.lock"); }
static void unlock_it(void) { custody_rt_pthread_mutex_unlock(&server.lock, &here, "server.lock"); }

static void a_path_leads_to_its_lock(void **state) {
  (void)state;
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_NOT_HELD);
  lock_it();
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_HELD_EXCLUSIVE);
  assert_int_equal(hold_of(&by_path, &orphan), CUSTODY_NOT_HELD);
  assert_int_equal(hold_of(&by_path, NULL), CUSTODY_NOT_HELD);
  unlock_it();
}

static void a_member_of_some_instance(void **state) {
  (void)state;
  assert_int_equal(hold_of(&by_class, NULL), CUSTODY_NOT_HELD);
  lock_it();
  assert_int_equal(hold_of(&by_class, NULL), CUSTODY_HELD_EXCLUSIVE);
  unlock_it();
  custody_rt_pthread_mutex_lock(&server.lock, &here, "other.lock");
  assert_int_equal(hold_of(&by_class, NULL), CUSTODY_NOT_HELD);
  unlock_it();
}

/* A lock whose class nobody knows may be the one: it satisfies, and it excludes nothing. */
static void a_lock_of_no_known_class(void **state) {
  (void)state;
  custody_rt_pthread_mutex_lock(&server.lock, &here, NULL);
  assert_int_equal(hold_of(&by_class, NULL), CUSTODY_HELD_EXCLUSIVE);
  assert_int_equal(enter(CUSTODY_RT_EXCLUDES, &by_class, NULL), 0);
  unlock_it();
}

static void some_element(void **state) {
  (void)state;
  assert_int_equal(hold_of(&some_stripe, &user), CUSTODY_NOT_HELD);
  custody_rt_pthread_mutex_lock(&server.stripes[3], &here, NULL);
  assert_int_equal(hold_of(&some_stripe, &user), CUSTODY_HELD_EXCLUSIVE);
  assert_int_equal(hold_of(&global_stripe, NULL), CUSTODY_HELD_EXCLUSIVE);
  assert_int_equal(hold_of(&some_stripe, &orphan), CUSTODY_NOT_HELD);
  custody_rt_pthread_mutex_unlock(&server.stripes[3], &here, NULL);
  lock_it();
  assert_int_equal(hold_of(&some_stripe, &user), CUSTODY_NOT_HELD);
  unlock_it();
}

static void what_requires_says(void **state) {
  (void)state;
  static struct custody_rt_contract contract = {{"server.c", "move_user", 20, 6},
                                                "REQUIRES(u->server->lock)",
                                                CUSTODY_RT_REQUIRES,
                                                0,
                                                NULL,
                                                &by_path,
                                                0};
  capture();
  custody_rt_enter(&user, &contract);
  assert_printed("WARNING: custody-lock: call of move_user by thread T0 ");
  assert_printed("  at server.c:20:6 in move_user\n"
                 "  rule: REQUIRES(u->server->lock) on move_user\n"
                 "  u->server->lock is 0x");
  assert_printed(", not held\n  no lock is held\n");
}

static void what_excludes_says(void **state) {
  (void)state;
  static struct custody_rt_contract contract = {{"server.c", "log_out", 30, 6},
                                                "EXCLUDES(u->server->lock)",
                                                CUSTODY_RT_EXCLUDES,
                                                0,
                                                NULL,
                                                &by_path,
                                                0};
  capture();
  custody_rt_enter(&user, &contract);
  assert_nothing_printed();
  lock_it();
  custody_rt_enter(&user, &contract);
  unlock_it();
  assert_printed("WARNING: custody-balance: call of log_out by thread T0 ");
  assert_printed(", held exclusively\n  held: server.lock (0x");
}

static void what_runs_on_says(void **state) {
  (void)state;
  static struct custody_rt_role voice = {"voice", 0, 0}, timer = {"timer", 0, 0},
                                on_main = {"main", 0, 0};
  static struct custody_rt_role *const allowed[] = {&voice, &on_main};
  static struct custody_rt_role *const refused[] = {&voice, &timer};
  static struct custody_rt_contract fine = {
      {"a.c", "f", 1, 1}, "RUNS_ON(voice, main)", CUSTODY_RT_RUNS_ON, 2, allowed, NULL, 0};
  static struct custody_rt_contract wrong = {
      {"a.c", "play", 2, 1}, "RUNS_ON(voice, timer)", CUSTODY_RT_RUNS_ON, 2, refused, NULL, 0};
  capture();
  custody_rt_enter(NULL, &fine);
  assert_nothing_printed();
  custody_rt_enter(NULL, &wrong);
  assert_printed("WARNING: custody-role: call of play by thread T0 ");
  assert_printed("  rule: RUNS_ON(voice, timer) on play\n  role voice: held by no thread\n"
                 "  role timer: held by no thread\n");
}

static void an_acquire_whose_body_is_not_seen(void **state) {
  (void)state;
  after(CUSTODY_RT_ACQUIRE, &by_path);
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_HELD_EXCLUSIVE);
  after(CUSTODY_RT_ACQUIRE, &by_path);
  after(CUSTODY_RT_RELEASE, &by_path);
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_HELD_EXCLUSIVE);
  after(CUSTODY_RT_RELEASE, &by_path);
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_NOT_HELD);
  after(CUSTODY_RT_ACQUIRE_SHARED, &by_path);
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_HELD_SHARED);
  after(CUSTODY_RT_RELEASE_SHARED, &by_path);
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_NOT_HELD);
}

static void an_acquire_whose_body_is_seen(void **state) {
  (void)state;
  lock_it();
  after(CUSTODY_RT_ACQUIRE, &by_path);
  unlock_it();
  after(CUSTODY_RT_RELEASE, &by_path);
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_NOT_HELD);
}

static void half_of_it_is_seen(void **state) {
  (void)state;
  lock_it();
  after(CUSTODY_RT_RELEASE, &by_path); /* a function of a library gave it back */
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_NOT_HELD);
  pthread_mutex_unlock(&server.lock);
  after(CUSTODY_RT_ACQUIRE, &by_path);
  pthread_mutex_lock(&server.lock);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&server.lock, &here, "server.lock")),
                   0);
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_NOT_HELD);
}

static void a_seen_recursive_lock_counts_once(void **state) {
  (void)state;
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&server.lock, &attributes);
  for (int i = 0; i < 2; i++) {
    lock_it();
    after(CUSTODY_RT_ACQUIRE, &by_path);
  }
  unlock_it();
  after(CUSTODY_RT_RELEASE, &by_path);
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_HELD_EXCLUSIVE);
  unlock_it();
  after(CUSTODY_RT_RELEASE, &by_path);
  assert_int_equal(hold_of(&by_path, &user), CUSTODY_NOT_HELD);
  pthread_mutex_init(&server.lock, NULL);
}

static void an_acquire_of_a_class_or_of_some_element(void **state) {
  (void)state;
  after(CUSTODY_RT_ACQUIRE, &by_class);
  assert_int_equal(hold_of(&by_class, NULL), CUSTODY_HELD_EXCLUSIVE);
  after(CUSTODY_RT_RELEASE, &by_class);
  assert_int_equal(hold_of(&by_class, NULL), CUSTODY_NOT_HELD);
  after(CUSTODY_RT_ACQUIRE, &some_stripe);
  assert_int_equal(hold_of(&some_stripe, &user), CUSTODY_HELD_EXCLUSIVE);
  after(CUSTODY_RT_RELEASE, &some_stripe);
  assert_int_equal(hold_of(&some_stripe, &user), CUSTODY_NOT_HELD);
  custody_rt_pthread_mutex_lock(&server.stripes[2], &here, NULL);
  after(CUSTODY_RT_ACQUIRE, &some_stripe);
  custody_rt_pthread_mutex_unlock(&server.stripes[2], &here, NULL);
  assert_int_equal(hold_of(&some_stripe, &user), CUSTODY_NOT_HELD);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_path_leads_to_its_lock),
      cmocka_unit_test(a_member_of_some_instance),
      cmocka_unit_test(a_lock_of_no_known_class),
      cmocka_unit_test(some_element),
      cmocka_unit_test(what_requires_says),
      cmocka_unit_test(what_excludes_says),
      cmocka_unit_test(what_runs_on_says),
      cmocka_unit_test(an_acquire_whose_body_is_not_seen),
      cmocka_unit_test(an_acquire_whose_body_is_seen),
      cmocka_unit_test(half_of_it_is_seen),
      cmocka_unit_test(a_seen_recursive_lock_counts_once),
      cmocka_unit_test(an_acquire_of_a_class_or_of_some_element),
  };
  pthread_mutex_init(&server.lock, NULL);
  for (int i = 0; i < 4; i++) pthread_mutex_init(&server.stripes[i], NULL);
  return run_group(tests, sizeof tests / sizeof tests[0], "contract");
}
