/* Mutexes of every type, protocol and robustness: taken at once, waited for shorter and longer than it
 * takes to ask who holds it, and left behind by a thread that has ended. */
#include "options.h"
#include "support.h"
#include <errno.h>
#include <semaphore.h>
#include <time.h>

PLACE(here, "caller");

static pthread_mutex_t mutex;
static sem_t is_held;

static void lock(void) {
  assert_int_equal(custody_rt_pthread_mutex_lock(&mutex, &here, "mutex"), 0);
}
static void unlock(void) {
  assert_int_equal(custody_rt_pthread_mutex_unlock(&mutex, &here, "mutex"), 0);
}

static void *hold_for_a_time(void *milliseconds) {
  struct timespec time = {0, *(long *)milliseconds * 1000000};
  lock();
  sem_post(&is_held);
  nanosleep(&time, NULL);
  unlock();
  return NULL;
}

static void wait_for_it(long milliseconds) {
  pthread_t thread;
  assert_int_equal(custody_rt_pthread_create(&thread, NULL, hold_for_a_time, &milliseconds, &here),
                   0);
  sem_wait(&is_held);
  lock();
  unlock();
  custody_rt_pthread_join(thread, NULL, &here);
}

static void try_all(void) {
  custody_options.deadlock_after = 20;
  lock();
  unlock();
  wait_for_it(1);
  wait_for_it(80);
  custody_options.deadlock_after = 200;
}

/* Some kernels know no mutexes that hand on priorities. */
static int make(int type, int protocol, int robust) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, type);
  if (pthread_mutexattr_setprotocol(&attributes, protocol)) return 0;
  pthread_mutexattr_setrobust(&attributes, robust);
  return custody_rt_pthread_mutex_init(&mutex, &attributes, &here, "mutex") == 0;
}

static void every_kind(void **state) {
  (void)state;
  static const int types[] = {PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE,
                              PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_ADAPTIVE_NP};
  static const int protocols[] = {PTHREAD_PRIO_NONE, PTHREAD_PRIO_INHERIT};
  static const int robust[] = {PTHREAD_MUTEX_STALLED, PTHREAD_MUTEX_ROBUST};
  sem_init(&is_held, 0, 0);
  for (int t = 0; t < 4; t++)
    for (int p = 0; p < 2; p++)
      for (int r = 0; r < 2; r++) {
        if (!make(types[t], protocols[p], robust[r])) continue;
        assert_int_equal(REPORTS_OF(try_all()), 0);
        assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_destroy(&mutex, &here, "mutex")), 0);
      }
}

static void *lock_and_end(void *unused) {
  lock();
  return unused;
}

static void what_a_thread_left_behind(void **state) {
  (void)state;
  for (int with_time = 0; with_time < 2; with_time++) {
    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_sec += 10;
    assert_true(make(PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_NONE, PTHREAD_MUTEX_ROBUST));
    assert_int_equal(REPORTS_OF(on_thread(lock_and_end, NULL)), 1);
    int result = with_time ? custody_rt_pthread_mutex_timedlock(&mutex, &soon, &here, "mutex")
                           : custody_rt_pthread_mutex_lock(&mutex, &here, "mutex");
    assert_int_equal(result, EOWNERDEAD);
    assert_int_equal(pthread_mutex_consistent(&mutex), 0);
    assert_int_equal(REPORTS_OF(unlock()), 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind),
      cmocka_unit_test(what_a_thread_left_behind),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "mutex kinds");
}
