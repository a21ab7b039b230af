/* A thread may hold any number of locks: each is known, whatever the order in which they are taken and
 * given back, and a handler may come in between. Only without memory some are not. */
#include "support.h"
#include "thread.h"
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

enum { MANY = 1000 };
PLACE(here, "caller");
static pthread_mutex_t m[MANY];

static uint64_t reports_of_write(const struct custody_rt_lock *lock) {
  struct custody_rt_rule rule = {
      "f", "GUARDED_BY(lock)", "a.h", 1, CUSTODY_RULE_GUARDED_BY, 1, NULL, lock};
  struct custody_rt_site site = {&rule, {"a.c", "f", 1, 1}, CUSTODY_WRITE, 0};
  static int object;
  uint64_t first = REPORTS_OF(custody_rt_access(&object, &site));
  assert_int_equal(REPORTS_OF(custody_rt_access(&object, &site)), first);
  return first;
}

static int is_held(int i) {
  struct custody_rt_lock lock = {"m", &m[i], NULL, 0, CUSTODY_RT_LOCK_GLOBAL, 0};
  uint64_t reports = reports_of_write(&lock);
  assert_int_equal(reports, custody_held_find(&custody_thread_here->held, &m[i]) < 0);
  return reports == 0;
}

static void take(int from, int to) {
  for (int i = from; i < to; i++)
    assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_lock(&m[i], &here, "m")), 0);
}

static void give_back(int i) {
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m[i], &here, "m")), 0);
}

/* Every `step`-th from `first` on, round and round: all of them, if they have no common factor. */
static void give_all_back(int first, int step) {
  for (int n = 0, i = first; n < MANY; n++, i = (i + step) % MANY) {
    assert_true(n % 50 != 0 || is_held(i));
    give_back(i);
    assert_true(n % 50 != 0 || !is_held(i));
  }
  assert_int_equal(custody_thread_here->held.count, 0);
  assert_int_equal(custody_thread_here->held.key, 0);
}

static void *hold_many(void *data) {
  static const int orders[][2] = {{0, 1}, {MANY - 1, MANY - 1}, {0, 7}, {500, 333}};
  for (unsigned i = 0; i < sizeof orders / sizeof orders[0]; i++) {
    take(0, MANY);
    for (int k = 0; k < MANY; k += 9) assert_true(is_held(k));
    give_all_back(orders[i][0], orders[i][1]);
  }
  return data;
}

static void a_thousand_in_any_order(void **state) {
  (void)state;
  capture();
  on_thread(hold_many, NULL);
  assert_null(strstr(captured(), "custody: note:"));
}

/* Any element, any of a class; and who does not hold one is told so. */
static void *ask_for_others(void *data) {
  const struct custody_rt_lock some[] = {
      {"m[]", m, NULL, 0, CUSTODY_RT_LOCK_ELEMENT, 2 * sizeof m[0]},
      {"x.m", NULL, NULL, 0, CUSTODY_RT_LOCK_MEMBER, 0},
  };
  take(2, MANY);
  assert_int_equal(reports_of_write(&some[0]), 1);
  assert_int_equal(reports_of_write(&some[1]), 1);
  custody_rt_pthread_mutex_lock(&m[1], &here, "x.other");
  assert_int_equal(reports_of_write(&some[0]), 0);
  assert_int_equal(reports_of_write(&some[1]), 1);
  custody_rt_pthread_mutex_lock(&m[0], &here, "x.m");
  assert_int_equal(reports_of_write(&some[1]), 0);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_lock(&m[900], &here, "m")), 1);
  assert_printed("double lock of m");
  give_back(900); /* it was granted */
  for (int i = 0; i < MANY; i++) give_back(i);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m[900], &here, "m")), 1);
  return data;
}

static void what_is_asked_for_is_found_among_them(void **state) {
  (void)state;
  capture();
  on_thread(ask_for_others, NULL);
}

/* The rows of a thread that has ended are the next one's. */
static void *hold_none(void *data) {
  assert_int_equal(custody_thread_self()->held.count, 0);
  for (int i = 0; i < MANY; i += 9) assert_false(is_held(i));
  return data;
}

static void a_new_thread_holds_none(void **state) {
  (void)state;
  capture();
  for (int i = 0; i < 70; i++) on_thread(i % 2 ? hold_none : hold_many, NULL);
}

static void handle(int signal) {
  (void)signal;
  take(64, 300);
  assert_true(is_held(299));
  for (int i = 64; i < 300; i++) give_back(i);
}

/* In the handler the table grows, under what it interrupts. */
static void *hold_and_be_interrupted(void *data) {
  take(0, 63);
  raise(SIGUSR1);
  take(63, 64);
  raise(SIGUSR1);
  for (int i = 0; i < 64; i++) assert_true(is_held(i));
  for (int i = 0; i < 64; i++) give_back(i);
  return data;
}

static void a_handler_may_take_many(void **state) {
  (void)state;
  capture();
  signal(SIGUSR1, handle);
  on_thread(hold_and_be_interrupted, NULL);
}

static void allow_memory(rlim_t bytes) {
  struct rlimit limit;
  getrlimit(RLIMIT_AS, &limit);
  limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
  assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
}

/* One that found no room: nothing is said not to be held, until it is given back. The thread's table
 * is as it is in a thread that never held so many. */
static void *hold_without_memory(void *data) {
  struct custody_pool *rows = &custody_thread_self()->held.rows;
  unsigned pieces = atomic_exchange(&rows->pieces, 0);
  capture();
  take(0, 64);
  assert_int_equal(reports_of_write(&(struct custody_rt_lock){"m", &m[70], NULL, 0, 1, 0}), 1);
  allow_memory(0);
  take(64, 65);
  allow_memory(RLIM_INFINITY);
  assert_printed("custody: note: no memory for all the locks that a thread holds: ");
  for (int i = 0; i < 70; i += 3)
    assert_int_equal(reports_of_write(&(struct custody_rt_lock){"m", &m[i], NULL, 0, 1, 0}), 0);
  for (int i = 65; i-- > 0;) give_back(i);
  assert_false(is_held(0));
  assert_null(strstr(strstr(captured(), "custody: note: ") + 1, "custody: note: "));
  atomic_store(&rows->pieces, pieces);
  return data;
}

static void without_memory_some_are_not_known(void **state) {
  (void)state;
  on_thread(hold_without_memory, NULL);
}

int main(void) {
  for (int i = 0; i < MANY; i++) pthread_mutex_init(&m[i], NULL);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_thousand_in_any_order),
      cmocka_unit_test(what_is_asked_for_is_found_among_them),
      cmocka_unit_test(a_new_thread_holds_none),
      cmocka_unit_test(a_handler_may_take_many),
      cmocka_unit_test(without_memory_some_are_not_known),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "held");
}
