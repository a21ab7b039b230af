/* What is counted of locks, loops and accesses, and what the watchdog tells. Times are held against
 * each other, never against a clock's idea of how fast this machine is. */
#include "role.h"
#include "stats_sum.h"
#include "support.h"
#include "thread.h"

#include <custody/runtime.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

PLACE(here, "caller");
PLACE(there, "holder");
enum { ROUNDS = 100 };

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER,
                       c = PTHREAD_MUTEX_INITIALIZER, d = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static atomic_int is_held;

static void rest(long milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
}

/* The sum of the class, whose name may lie elsewhere than the counted one's; no row: none counted. */
static struct custody_stats_row sum;
static int find(enum custody_stats_kind kind, const char *name) {
  static struct custody_stats_list list;
  custody_stats_list_rows(&list, kind);
  for (uint32_t i = 0; i < list.count; i++) {
    custody_stats_sum(&sum, list.row[i]);
    if (sum.name && strcmp(sum.name, name) == 0) return 1;
  }
  return 0;
}

static void *take_a(void *data) {
  for (int i = 0; i < ROUNDS; i++) {
    custody_rt_pthread_mutex_lock(&a, &here, "a.lock");
    custody_rt_pthread_mutex_unlock(&a, &here, "a.lock");
  }
  return data;
}

static void test_nothing_before(void **state) {
  (void)state;
  take_a(NULL);
  assert_int_equal(custody_stats_rows(), 0);
}

/* In the rows of two threads, under two texts that are equal. */
static void test_counts(void **state) {
  static const char other[] = "a.lock";
  (void)state;
  custody_stats_begin(CUSTODY_STATS_ALL);
  take_a(NULL);
  on_thread(take_a, NULL);
  custody_rt_pthread_mutex_lock(&a, &here, other);
  custody_rt_pthread_mutex_unlock(&a, &here, other);
  assert_true(find(CUSTODY_STATS_LOCK, "a.lock"));
  assert_int_equal(sum.holds.count, 2 * ROUNDS + 1);
  assert_int_equal(sum.waits.count, 0);
  assert_true(custody_stats_at(&sum.holds, 50) <= custody_stats_at(&sum.holds, 99));
  assert_true(custody_stats_at(&sum.holds, 99) <= sum.holds.longest);
  assert_true(sum.holds.longest <= sum.holds.sum);
}

/* Each time is in a part that ends at most an eighth above it. */
static void test_parts(void **state) {
  struct custody_stats_times times = {0};
  (void)state;
  times.longest = UINT64_MAX;
  uint64_t before = 0;
  for (unsigned i = 0; i < CUSTODY_STATS_TIMES_KEPT; i++) {
    times.kept[i] = 1;
    uint64_t end = custody_stats_at(&times, 50);
    assert_true(i == 0 || end > before);
    if (i >= CUSTODY_STATS_PARTS) assert_true(end - before <= before / CUSTODY_STATS_PARTS + 1);
    before = end;
    times.kept[i] = 0;
  }
}

enum { HELD_FOR = 60 };

static void *hold_b(void *data) {
  custody_rt_pthread_mutex_lock(&b, &there, "b.lock");
  atomic_store(&is_held, 1);
  rest(HELD_FOR);
  custody_rt_pthread_mutex_unlock(&b, &there, "b.lock");
  return data;
}

static void test_waiting(void **state) {
  pthread_t thread;
  (void)state;
  custody_rt_pthread_create(&thread, NULL, hold_b, NULL, &here);
  while (!atomic_load(&is_held)) rest(1);
  custody_rt_pthread_mutex_lock(&b, &here, "b.lock");
  custody_rt_pthread_mutex_unlock(&b, &here, "b.lock");
  custody_rt_pthread_join(thread, NULL, &here);
  assert_true(find(CUSTODY_STATS_LOCK, "b.lock"));
  assert_int_equal(sum.holds.count, 2);
  assert_int_equal(sum.waits.count, 1);
  assert_true(sum.holds.longest >= HELD_FOR * 1000000ul);
  assert_true(sum.waits.longest <= sum.holds.longest + sum.waits.sum);
  assert_ptr_equal(sum.place, &there);
  assert_int_not_equal(sum.stack, 0);
}

/* A mutex that is waited with is not held meanwhile. */
static void test_condition(void **state) {
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  struct timespec until, start, end;
  (void)state;
  clock_gettime(CLOCK_REALTIME, &until);
  clock_gettime(CLOCK_MONOTONIC, &start);
  until.tv_sec += 1;
  custody_rt_pthread_mutex_lock(&c, &here, "c.lock");
  custody_rt_pthread_cond_timedwait(&condition, &c, &until, &here, "c.lock");
  custody_rt_pthread_mutex_unlock(&c, &here, "c.lock");
  clock_gettime(CLOCK_MONOTONIC, &end);
  assert_true(find(CUSTODY_STATS_LOCK, "c.lock"));
  assert_int_equal(sum.holds.count, 2);
  uint64_t whole = (uint64_t)(end.tv_sec - start.tv_sec) * 1000000000u + (uint64_t)end.tv_nsec -
                   (uint64_t)start.tv_nsec;
  assert_true(sum.holds.sum + 900000000u <= whole);
}

/* Taken twice, a recursive mutex is held once. */
static void test_again(void **state) {
  pthread_mutexattr_t recursive;
  pthread_mutex_t mutex;
  (void)state;
  pthread_mutexattr_init(&recursive);
  pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&mutex, &recursive);
  custody_rt_pthread_mutex_lock(&mutex, &here, "again.lock");
  custody_rt_pthread_mutex_lock(&mutex, &here, "again.lock");
  custody_rt_pthread_mutex_unlock(&mutex, &here, "again.lock");
  custody_rt_pthread_mutex_unlock(&mutex, &here, "again.lock");
  assert_true(find(CUSTODY_STATS_LOCK, "again.lock"));
  assert_int_equal(sum.holds.count, 1);
}

static void test_other_locks(void **state) {
  (void)state;
  pthread_spin_init(&spin, 0);
  custody_rt_pthread_spin_lock(&spin, &here, "spin");
  custody_rt_pthread_spin_unlock(&spin, &here, "spin");
  custody_rt_pthread_rwlock_rdlock(&rwlock, &here, "rwlock");
  custody_rt_pthread_rwlock_unlock(&rwlock, &here, "rwlock");
  custody_rt_pthread_rwlock_wrlock(&rwlock, &here, "rwlock");
  custody_rt_pthread_rwlock_unlock(&rwlock, &here, "rwlock");
  assert_true(find(CUSTODY_STATS_LOCK, "spin"));
  assert_int_equal(sum.holds.count, 1);
  assert_true(find(CUSTODY_STATS_LOCK, "rwlock"));
  assert_int_equal(sum.holds.count, 2);
}

static struct custody_rt_rule rule = {
    "account.sum", "GUARDED_BY(lock)", "server.h", 1, CUSTODY_RULE_GUARDED_BY, 1, NULL, NULL};

static void test_accesses(void **state) {
  static struct custody_stats_list list;
  static const struct custody_rt_lock lock = {"lock", &d, NULL, 0, CUSTODY_RT_LOCK_GLOBAL, 0};
  struct custody_rt_site site = {&rule, {"server.c", "add", 7, 3}, CUSTODY_WRITE, 0};
  int object = 0, with = 0, without = 0;
  (void)state;
  rule.locks = &lock;
  for (int i = 0; i < 3; i++) custody_rt_access(&object, &site);
  custody_rt_pthread_mutex_lock(&d, &here, "account.lock");
  for (int i = 0; i < 5; i++) custody_rt_access(&object, &site);
  custody_rt_pthread_mutex_unlock(&d, &here, "account.lock");
  custody_stats_list_accesses(&list);
  for (uint32_t i = 0; i < list.count; i++) {
    const struct custody_stats_access *access = custody_stats_access(list.row[i]);
    assert_string_equal(access->rule->field, "account.sum");
    assert_int_equal(access->access, CUSTODY_WRITE);
    assert_int_equal(access->roles, 1 << CUSTODY_ROLE_MAIN);
    if (!access->held[0]) without += (int)custody_stats_sum_access(list.row[i]);
    else if (access->mode[0] == CUSTODY_HELD_EXCLUSIVE && !access->held[1])
      with += (int)custody_stats_sum_access(list.row[i]);
  }
  assert_int_equal(with, 5);
  assert_int_equal(without, 3);
}

static void test_loop(void **state) {
  (void)state;
  for (int i = 0; i < 3; i++) {
    custody_loop_turn();
    if (i == 1) rest(20);
  }
  assert_true(find(CUSTODY_STATS_LOOP, "main"));
  assert_int_equal(sum.holds.count, 2);
  assert_true(sum.holds.longest >= 20000000u);
}

/* Between two calls that wait, whoever makes them; and the wait itself is no part of a turn. */
static const struct custody_rt_place seen_wait = {"loop.c", "run", 5, 3};

static void *run_loop(void *unused) {
  static const struct custody_rt_place inner = {"foreign", "?", 0, 0};
  custody_take_role(looping);
  for (int i = 0; i < 3; i++) {
    custody_rt_loop_waits(&seen_wait, "poll");
    custody_rt_loop_waits(&inner, "poll");
    rest(i == 1 ? 200 : 0);
    custody_rt_loop_turns(&inner, "poll");
    custody_rt_loop_turns(&seen_wait, "poll");
    custody_loop_turn();
    rest(i == 0 ? 20 : 0);
  }
  return unused;
}

static void test_loop_that_is_seen(void **state) {
  (void)state;
  on_thread(run_loop, NULL);
  assert_true(find(CUSTODY_STATS_LOOP, "looping"));
  assert_int_equal(sum.holds.count, 2);
  assert_in_range(sum.holds.longest, 20000000u, 199999999u);
  assert_ptr_equal(sum.place, &seen_wait);
}

static void test_printed(void **state) {
  (void)state;
  capture();
  custody_stats_say();
  assert_printed("custody: locks, those that were waited for longest first\n");
  assert_printed("  b.lock ");
  assert_printed("server.c:");
  assert_printed("  account.sum, GUARDED_BY(lock)\n    main writes 5 times, holding account.lock\n"
                 "    main writes 3 times, holding nothing\n");
}

/* -- the watchdog ---------------------------------------------------------------------------- */

static atomic_int holds_told, turns_told;

static void told(const struct custody_stall *stall, void *data) {
  if (strcmp(stall->what, "hold") == 0 && strcmp(stall->name, "b.lock") == 0 &&
      stall->place == &there && stall->nanoseconds >= 10000000u && data == &holds_told)
    atomic_fetch_add(&holds_told, 1);
  if (strcmp(stall->what, "turn") == 0) atomic_fetch_add(&turns_told, 1);
}

static void test_watchdog(void **state) {
  (void)state;
  assert_int_equal(custody_watchdog(told, &holds_told, 10), 0);
  assert_int_not_equal(custody_watchdog(told, &holds_told, 10), 0);
  custody_loop_turn();
  for (int tries = 0; tries < 100 && !atomic_load(&holds_told); tries++) on_thread(hold_b, NULL);
  assert_int_equal(atomic_load(&holds_told), 1);
  assert_in_range(atomic_load(&turns_told), 1, 2); /* perhaps the turn before it, too */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_nothing_before), cmocka_unit_test(test_counts),
      cmocka_unit_test(test_parts),          cmocka_unit_test(test_waiting),
      cmocka_unit_test(test_condition),      cmocka_unit_test(test_again),
      cmocka_unit_test(test_other_locks),    cmocka_unit_test(test_accesses),
      cmocka_unit_test(test_loop),           cmocka_unit_test(test_loop_that_is_seen),
      cmocka_unit_test(test_printed),        cmocka_unit_test(test_watchdog),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "stats");
}
