/* The wrapped lock functions do what theirs do, note it, and report what is out of balance. */
#include "notice.h"
#include "support.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

PLACE(here, "caller");
static const struct timespec past = {1, 0};

static int shared_object;
static struct custody_rt_lock expression = {"lock", NULL, NULL, 0, CUSTODY_RT_LOCK_GLOBAL, 0};
static struct custody_rt_rule rule = {
    "data", "GUARDED_BY(lock)", "server.h", 1, CUSTODY_RULE_GUARDED_BY, 1, NULL, &expression};

/* How the calling thread holds a lock, as a check sees it. */
static enum custody_hold hold_of(const void *lock) {
  struct custody_rt_site read = {&rule, {"a.c", "f", 1, 1}, CUSTODY_READ, 0};
  struct custody_rt_site write = {&rule, {"a.c", "f", 2, 1}, CUSTODY_WRITE, 0};
  expression.global = lock;
  if (REPORTS_OF(custody_rt_access(&shared_object, &write)) == 0) return CUSTODY_HELD_EXCLUSIVE;
  if (REPORTS_OF(custody_rt_access(&shared_object, &read)) == 0) return CUSTODY_HELD_SHARED;
  return CUSTODY_NOT_HELD;
}

static void every_known_function_is_there(void **state) {
  (void)state;
  const void *functions[] = {
#define LOCK_FUNCTION(name, argument, action, mode, result)                                        \
  (const void *)(uintptr_t)custody_rt_##name,
#define LOCK_LIFE(name, argument) (const void *)(uintptr_t)custody_rt_##name,
#define THREAD_START(name, function, data) (const void *)(uintptr_t)custody_rt_##name,
#define THREAD_JOIN(name) (const void *)(uintptr_t)custody_rt_##name,
#include <custody/known.def>
      (const void *)(uintptr_t)custody_rt_realloc,
  };
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) assert_non_null(functions[i]);
}

static void a_mutex_is_held_between(void **state) {
  (void)state;
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  assert_int_equal(custody_rt_pthread_mutex_lock(&m, &here, "m"), 0);
  assert_int_equal(hold_of(&m), CUSTODY_HELD_EXCLUSIVE);
  assert_int_equal(pthread_mutex_trylock(&m), EBUSY);
  assert_int_equal(custody_rt_pthread_mutex_unlock(&m, &here, "m"), 0);
  assert_int_equal(hold_of(&m), CUSTODY_NOT_HELD);
  assert_int_equal(pthread_mutex_trylock(&m), 0);
}

static void a_try_counts_by_its_result(void **state) {
  (void)state;
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_trylock(&m, &here, "m")), 0);
  assert_int_equal(hold_of(&m), CUSTODY_HELD_EXCLUSIVE);
  assert_int_equal(custody_rt_pthread_mutex_trylock(&m, &here, "m"), EBUSY);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m, &here, "m")), 0);
  assert_int_equal(hold_of(&m), CUSTODY_NOT_HELD);
  pthread_mutex_lock(&m);
  assert_int_equal(custody_rt_pthread_mutex_trylock(&m, &here, "m"), EBUSY);
  assert_int_equal(custody_rt_pthread_mutex_timedlock(&m, &past, &here, "m"), ETIMEDOUT);
  assert_int_equal(custody_rt_pthread_mutex_clocklock(&m, CLOCK_MONOTONIC, &past, &here, "m"),
                   ETIMEDOUT);
  assert_int_equal(hold_of(&m), CUSTODY_NOT_HELD);
}

static void a_double_lock_is_reported_and_goes_on(void **state) {
  (void)state;
  PLACE(first, "outer");
  PLACE(second, "inner");
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  capture();
  custody_rt_pthread_mutex_lock(&m, &first, "queue.lock");
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_lock(&m, &second, "queue.lock")), 1);
  assert_printed("WARNING: custody-balance: double lock of queue.lock by thread T0 ");
  assert_printed(" in inner\n  it asks for: that the thread does not hold it yet: it would wait "
                 "for itself for ever");
  assert_printed("  held: queue.lock (0x");
  assert_printed(") exclusively, taken at server.c:");
  assert_printed(" in outer\n");
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m, &here, "queue.lock")), 0);
  assert_int_equal(hold_of(&m), CUSTODY_HELD_EXCLUSIVE);
  assert_int_equal(pthread_mutex_trylock(&m), EBUSY);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m, &here, "queue.lock")), 0);
  assert_int_equal(pthread_mutex_trylock(&m), 0);
}

static void init(pthread_mutex_t *m, int kind) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, kind);
  pthread_mutex_init(m, &attributes);
}

static void a_recursive_mutex_counts(void **state) {
  (void)state;
  pthread_mutex_t m;
  init(&m, PTHREAD_MUTEX_RECURSIVE);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_lock(&m, &here, "m")), 0);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_lock(&m, &here, "m")), 0);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_trylock(&m, &here, "m")), 0);
  for (int i = 0; i < 3; i++) {
    assert_int_equal(hold_of(&m), CUSTODY_HELD_EXCLUSIVE);
    assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m, &here, "m")), 0);
  }
  assert_int_equal(hold_of(&m), CUSTODY_NOT_HELD);
  assert_int_equal(pthread_mutex_unlock(&m), EPERM);
}

static void an_error_checking_mutex_answers_itself(void **state) {
  (void)state;
  pthread_mutex_t m;
  init(&m, PTHREAD_MUTEX_ERRORCHECK);
  int result = 0;
  custody_rt_pthread_mutex_lock(&m, &here, "m");
  assert_int_equal(REPORTS_OF(result = custody_rt_pthread_mutex_lock(&m, &here, "m")), 1);
  assert_int_equal(result, EDEADLK);
  custody_rt_pthread_mutex_unlock(&m, &here, "m");
  assert_int_equal(REPORTS_OF(result = custody_rt_pthread_mutex_unlock(&m, &here, "m")), 1);
  assert_int_equal(result, EPERM);
}

static void a_double_lock_with_a_time_limit_ends_by_itself(void **state) {
  (void)state;
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  int result = 0;
  custody_rt_pthread_mutex_lock(&m, &here, "m");
  assert_int_equal(REPORTS_OF(result = custody_rt_pthread_mutex_timedlock(&m, &past, &here, "m")),
                   1);
  assert_int_equal(result, ETIMEDOUT);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m, &here, "m")), 0);
}

static void an_unlock_of_what_is_not_held(void **state) {
  (void)state;
  PLACE(place, "leave");
  pthread_mutex_t m;
  init(&m, PTHREAD_MUTEX_ERRORCHECK);
  capture();
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m, &place, NULL)), 1);
  assert_printed("WARNING: custody-balance: unlock of lock 0x");
  assert_printed(" in leave\n  it asks for: that the thread holds it\n");
}

/* A library took it; the C library knows. */
static void a_lock_that_was_taken_elsewhere_may_be_given_back(void **state) {
  (void)state;
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
  pthread_mutex_lock(&m);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m, &here, "m")), 0);
  pthread_rwlock_wrlock(&rw);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_rwlock_unlock(&rw, &here, "rw")), 0);
}

static void a_rwlock_is_held_in_its_mode(void **state) {
  (void)state;
  pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  soon.tv_sec += 10;
#define HELD_AS(mode, call)                                                                        \
  assert_int_equal(call, 0);                                                                       \
  assert_int_equal(hold_of(&rw), mode);                                                            \
  assert_int_equal(REPORTS_OF(custody_rt_pthread_rwlock_unlock(&rw, &here, "rw")), 0);             \
  assert_int_equal(hold_of(&rw), CUSTODY_NOT_HELD)
  HELD_AS(CUSTODY_HELD_SHARED, custody_rt_pthread_rwlock_rdlock(&rw, &here, "rw"));
  HELD_AS(CUSTODY_HELD_SHARED, custody_rt_pthread_rwlock_tryrdlock(&rw, &here, "rw"));
  HELD_AS(CUSTODY_HELD_SHARED, custody_rt_pthread_rwlock_timedrdlock(&rw, &soon, &here, "rw"));
  HELD_AS(CUSTODY_HELD_SHARED,
          custody_rt_pthread_rwlock_clockrdlock(&rw, CLOCK_REALTIME, &soon, &here, "rw"));
  HELD_AS(CUSTODY_HELD_EXCLUSIVE, custody_rt_pthread_rwlock_wrlock(&rw, &here, "rw"));
  HELD_AS(CUSTODY_HELD_EXCLUSIVE, custody_rt_pthread_rwlock_trywrlock(&rw, &here, "rw"));
  HELD_AS(CUSTODY_HELD_EXCLUSIVE, custody_rt_pthread_rwlock_timedwrlock(&rw, &soon, &here, "rw"));
  HELD_AS(CUSTODY_HELD_EXCLUSIVE,
          custody_rt_pthread_rwlock_clockwrlock(&rw, CLOCK_REALTIME, &soon, &here, "rw"));
}

static void reading_over_reading_is_fine(void **state) {
  (void)state;
  pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
  custody_rt_pthread_rwlock_rdlock(&rw, &here, "rw");
  assert_int_equal(REPORTS_OF(custody_rt_pthread_rwlock_rdlock(&rw, &here, "rw")), 0);
  custody_rt_pthread_rwlock_unlock(&rw, &here, "rw");
  assert_int_equal(hold_of(&rw), CUSTODY_HELD_SHARED);
  custody_rt_pthread_rwlock_unlock(&rw, &here, "rw");
  assert_int_equal(hold_of(&rw), CUSTODY_NOT_HELD);
}

static void but_not_where_the_lock_prefers_writers(void **state) {
  (void)state;
  pthread_rwlock_t rw;
  pthread_rwlockattr_t attributes;
  pthread_rwlockattr_init(&attributes);
  pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  pthread_rwlock_init(&rw, &attributes);
  custody_rt_pthread_rwlock_rdlock(&rw, &here, "rw");
  assert_int_equal(REPORTS_OF(custody_rt_pthread_rwlock_rdlock(&rw, &here, "rw")), 1);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_rwlock_unlock(&rw, &here, "rw")), 0);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_rwlock_unlock(&rw, &here, "rw")), 0);
}

static void writing_over_reading_would_hang(void **state) {
  (void)state;
  PLACE(place, "upgrade");
  pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
  capture();
  custody_rt_pthread_rwlock_rdlock(&rw, &here, "rw");
  assert_int_equal(REPORTS_OF(custody_rt_pthread_rwlock_wrlock(&rw, &place, "rw")), 1);
  assert_printed("custody-balance: write lock over the read lock of rw by ");
  assert_int_equal(hold_of(&rw), CUSTODY_HELD_SHARED);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_rwlock_timedwrlock(&rw, &past, &here, "rw")), 1);
  custody_rt_pthread_rwlock_unlock(&rw, &here, "rw");
  custody_rt_pthread_rwlock_unlock(&rw, &here, "rw");
  assert_int_equal(pthread_rwlock_trywrlock(&rw), 0);
}

static void reading_over_writing_is_refused(void **state) {
  (void)state;
  pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
  int result = 0;
  custody_rt_pthread_rwlock_wrlock(&rw, &here, "rw");
  assert_int_equal(REPORTS_OF(result = custody_rt_pthread_rwlock_rdlock(&rw, &here, "rw")), 1);
  assert_int_equal(result, EDEADLK);
  assert_int_equal(REPORTS_OF(result = custody_rt_pthread_rwlock_wrlock(&rw, &here, "rw")), 1);
  assert_int_equal(result, EDEADLK);
  custody_rt_pthread_rwlock_unlock(&rw, &here, "rw");
  assert_int_equal(hold_of(&rw), CUSTODY_NOT_HELD);
}

static void a_spinlock(void **state) {
  (void)state;
  pthread_spinlock_t spin;
  const void *address = (const void *)(uintptr_t)&spin;
  pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
  custody_rt_pthread_spin_lock(&spin, &here, "spin");
  assert_int_equal(hold_of(address), CUSTODY_HELD_EXCLUSIVE);
  assert_int_equal(custody_rt_pthread_spin_trylock(&spin, &here, "spin"), EBUSY);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_spin_lock(&spin, &here, "spin")), 1);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_spin_unlock(&spin, &here, "spin")), 0);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_spin_unlock(&spin, &here, "spin")), 0);
  assert_int_equal(hold_of(address), CUSTODY_NOT_HELD);
  assert_int_equal(custody_rt_pthread_spin_trylock(&spin, &here, "spin"), 0);
  custody_rt_pthread_spin_unlock(&spin, &here, "spin");
}

static void mutexes_of_c11(void **state) {
  (void)state;
  mtx_t m;
  mtx_init(&m, mtx_plain);
  assert_int_equal(custody_rt_mtx_lock(&m, &here, "m"), thrd_success);
  assert_int_equal(hold_of(&m), CUSTODY_HELD_EXCLUSIVE);
  assert_int_equal(custody_rt_mtx_trylock(&m, &here, "m"), thrd_busy);
  assert_int_equal(REPORTS_OF(custody_rt_mtx_lock(&m, &here, "m")), 1);
  assert_int_equal(REPORTS_OF(custody_rt_mtx_unlock(&m, &here, "m")), 0);
  assert_int_equal(REPORTS_OF(custody_rt_mtx_unlock(&m, &here, "m")), 0);
  assert_int_equal(hold_of(&m), CUSTODY_NOT_HELD);
  mtx_init(&m, mtx_timed | mtx_recursive);
  assert_int_equal(REPORTS_OF(custody_rt_mtx_timedlock(&m, &past, &here, "m")), 0);
  assert_int_equal(REPORTS_OF(custody_rt_mtx_lock(&m, &here, "m")), 0);
  custody_rt_mtx_unlock(&m, &here, "m");
  assert_int_equal(hold_of(&m), CUSTODY_HELD_EXCLUSIVE);
  custody_rt_mtx_unlock(&m, &here, "m");
  assert_int_equal(hold_of(&m), CUSTODY_NOT_HELD);
}

static void a_wait_keeps_the_lock(void **state) {
  (void)state;
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  custody_rt_pthread_mutex_lock(&m, &here, "m");
  assert_int_equal(custody_rt_pthread_cond_timedwait(&condition, &m, &past, &here, "m"), ETIMEDOUT);
  assert_int_equal(
      custody_rt_pthread_cond_clockwait(&condition, &m, CLOCK_MONOTONIC, &past, &here, "m"),
      ETIMEDOUT);
  assert_int_equal(hold_of(&m), CUSTODY_HELD_EXCLUSIVE);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m, &here, "m")), 0);
}

static void a_wait_without_the_lock(void **state) {
  (void)state;
  PLACE(place, "pause");
  pthread_mutex_t m;
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  init(&m, PTHREAD_MUTEX_ERRORCHECK);
  capture();
  assert_int_equal(
      REPORTS_OF(custody_rt_pthread_cond_timedwait(&condition, &m, &past, &place, "m")), 1);
  assert_printed("custody-balance: wait with m by ");
}

static void conditions_of_c11(void **state) {
  (void)state;
  mtx_t m;
  cnd_t condition;
  mtx_init(&m, mtx_plain);
  cnd_init(&condition);
  custody_rt_mtx_lock(&m, &here, "m");
  assert_int_equal(custody_rt_cnd_timedwait(&condition, &m, &past, &here, "m"), thrd_timedout);
  assert_int_equal(hold_of(&m), CUSTODY_HELD_EXCLUSIVE);
  custody_rt_mtx_unlock(&m, &here, "m");
}

static void errno_is_left_alone(void **state) {
  (void)state;
  PLACE(place, "errno");
  pthread_mutex_t m;
  init(&m, PTHREAD_MUTEX_ERRORCHECK);
  errno = ENOTTY;
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m, &place, NULL)), 1);
  custody_rt_pthread_mutex_lock(&m, &place, NULL);
  custody_rt_pthread_mutex_unlock(&m, &place, NULL);
  assert_int_equal(hold_of(&m), CUSTODY_NOT_HELD);
  assert_int_equal(errno, ENOTTY);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_known_function_is_there),
      cmocka_unit_test(a_mutex_is_held_between),
      cmocka_unit_test(a_try_counts_by_its_result),
      cmocka_unit_test(a_double_lock_is_reported_and_goes_on),
      cmocka_unit_test(a_recursive_mutex_counts),
      cmocka_unit_test(an_error_checking_mutex_answers_itself),
      cmocka_unit_test(a_double_lock_with_a_time_limit_ends_by_itself),
      cmocka_unit_test(an_unlock_of_what_is_not_held),
      cmocka_unit_test(a_lock_that_was_taken_elsewhere_may_be_given_back),
      cmocka_unit_test(a_rwlock_is_held_in_its_mode),
      cmocka_unit_test(reading_over_reading_is_fine),
      cmocka_unit_test(but_not_where_the_lock_prefers_writers),
      cmocka_unit_test(writing_over_reading_would_hang),
      cmocka_unit_test(reading_over_writing_is_refused),
      cmocka_unit_test(a_spinlock),
      cmocka_unit_test(mutexes_of_c11),
      cmocka_unit_test(a_wait_keeps_the_lock),
      cmocka_unit_test(a_wait_without_the_lock),
      cmocka_unit_test(conditions_of_c11),
      cmocka_unit_test(errno_is_left_alone),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "lock");
}
