/* Locks that begin and end: nobody may hold them then. */
#include "support.h"
#include <custody/runtime.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>

PLACE(here, "caller");

static void a_destroyed_mutex_is_held(void **state) {
  (void)state;
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  PLACE(taken, "open");
  PLACE(ended, "close");
  capture();
  custody_rt_pthread_mutex_lock(&m, &taken, "file.lock");
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_destroy(&m, &ended, "file.lock")), 1);
  assert_printed("custody-balance: destruction of file.lock by thread T0");
  assert_printed(" in close\n  it asks for: that no thread holds it");
  assert_printed("  held: file.lock (");
  assert_printed(" in open\n");
}

/* It's forgotten with the lock: another one may begin at the same address. */
static void then_another_one_begins(void **state) {
  (void)state;
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  PLACE(ended, "close");
  custody_rt_pthread_mutex_lock(&m, &here, "m");
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_destroy(&m, &ended, "m")), 1);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_init(&m, NULL, &here, "m")), 0);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_lock(&m, &here, "m")), 0);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_unlock(&m, &here, "m")), 0);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_destroy(&m, &here, "m")), 0);
}

static void a_held_lock_is_initialised(void **state) {
  (void)state;
  PLACE(again, "reset");
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
  pthread_spinlock_t spin;
  mtx_t mtx;
  capture();
  custody_rt_pthread_mutex_lock(&m, &here, "file.lock");
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_init(&m, NULL, &again, "file.lock")), 1);
  assert_printed("custody-balance: initialisation of file.lock by thread T0");
  custody_rt_pthread_rwlock_rdlock(&rw, &here, "rw");
  PLACE(second, "reset");
  assert_int_equal(REPORTS_OF(custody_rt_pthread_rwlock_init(&rw, NULL, &second, "rw")), 1);
  custody_rt_pthread_spin_init(&spin, 0, &here, "spin");
  custody_rt_pthread_spin_lock(&spin, &here, "spin");
  PLACE(third, "reset");
  assert_int_equal(REPORTS_OF(custody_rt_pthread_spin_init(&spin, 0, &third, "spin")), 1);
  custody_rt_mtx_init(&mtx, mtx_plain, &here, "mtx");
  custody_rt_mtx_lock(&mtx, &here, "mtx");
  PLACE(fourth, "reset");
  assert_int_equal(REPORTS_OF(custody_rt_mtx_init(&mtx, mtx_plain, &fourth, "mtx")), 1);
}

static void other_kinds_are_destroyed(void **state) {
  (void)state;
  pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
  pthread_spinlock_t spin;
  mtx_t mtx;
  custody_rt_pthread_spin_init(&spin, 0, &here, "spin");
  custody_rt_mtx_init(&mtx, mtx_plain, &here, "mtx");
  custody_rt_pthread_rwlock_rdlock(&rw, &here, "rw");
  custody_rt_pthread_spin_lock(&spin, &here, "spin");
  custody_rt_mtx_lock(&mtx, &here, "mtx");
  for (int held = 1; held >= 0; held--) {
    assert_int_equal(REPORTS_OF(custody_rt_pthread_rwlock_destroy(&rw, &here, "rw")), held);
    assert_int_equal(REPORTS_OF(custody_rt_pthread_spin_destroy(&spin, &here, "spin")), held);
    assert_int_equal(REPORTS_OF(custody_rt_mtx_destroy(&mtx, &here, "mtx")), held);
    custody_rt_pthread_rwlock_init(&rw, NULL, &here, "rw");
    custody_rt_pthread_spin_init(&spin, 0, &here, "spin");
    custody_rt_mtx_init(&mtx, mtx_plain, &here, "mtx");
  }
}

static pthread_mutex_t others = PTHREAD_MUTEX_INITIALIZER;
static sem_t is_held, leave;

static void *hold(void *unused) {
  custody_rt_name_thread("holder");
  custody_rt_pthread_mutex_lock(&others, &here, "others");
  sem_post(&is_held);
  sem_wait(&leave);
  custody_rt_pthread_mutex_unlock(&others, &here, "others");
  return unused;
}

static void another_thread_holds_it(void **state) {
  (void)state;
  PLACE(ended, "close");
  pthread_t thread;
  sem_init(&is_held, 0, 0);
  sem_init(&leave, 0, 0);
  capture();
  custody_rt_pthread_create(&thread, NULL, hold, NULL, &here);
  sem_wait(&is_held);
  assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_destroy(&others, &ended, "others")), 1);
  assert_printed("'holder': tid ");
  sem_post(&leave);
  custody_rt_pthread_join(thread, NULL, &here);
}

/* As handlers of fork do. */
static void a_child_makes_its_locks_anew(void **state) {
  (void)state;
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  int status;
  custody_rt_pthread_mutex_lock(&m, &here, "m");
  pid_t child = fork();
  if (child == 0) {
    custody_rt_pthread_mutex_init(&m, NULL, &here, "m");
    if (custody_tally_reports() > 0) _exit(1);
    custody_rt_pthread_mutex_lock(&m, &here, "m");
    custody_rt_pthread_mutex_init(&m, NULL, &here, "m");
    _exit(custody_tally_reports() == 1 ? 0 : 2);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  custody_rt_pthread_mutex_unlock(&m, &here, "m");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_destroyed_mutex_is_held),  cmocka_unit_test(then_another_one_begins),
      cmocka_unit_test(a_held_lock_is_initialised), cmocka_unit_test(other_kinds_are_destroyed),
      cmocka_unit_test(another_thread_holds_it),    cmocka_unit_test(a_child_makes_its_locks_anew),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "lock life");
}
