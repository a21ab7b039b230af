/* Threads that wait for each other for ever are reported within a second, each with its stack, and the
 * process ends; threads that only wait long are not. Each script runs in a process of its own. */
#include "log.h"
#include "options.h"
#include "support.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

PLACE(here, "caller");
enum { THREADS = 3 };

static pthread_mutex_t mutex[THREADS] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                                         PTHREAD_MUTEX_INITIALIZER};
static const char *const mutex_name[] = {"mutex0", "mutex1", "mutex2"};
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin[2];
static mtx_t mtx[2];
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t all_hold;
static char said[65536];

static void lock(int i) { custody_rt_pthread_mutex_lock(&mutex[i], &here, mutex_name[i]); }
static void unlock(int i) { custody_rt_pthread_mutex_unlock(&mutex[i], &here, mutex_name[i]); }

static void start(void *(*function)(void *), intptr_t data) {
  pthread_t thread;
  custody_rt_pthread_create(&thread, NULL, function, (void *)data, &here);
}

/* Of `count` threads each takes its own, then the next one's. */
static intptr_t ring;
static void *take_two(void *data) {
  intptr_t i = (intptr_t)data;
  lock((int)i);
  pthread_barrier_wait(&all_hold);
  lock((int)((i + 1) % ring));
  return data;
}

static void in_a_ring(intptr_t count) {
  ring = count;
  pthread_barrier_init(&all_hold, NULL, (unsigned)count);
  for (intptr_t i = 1; i < count; i++) start(take_two, i);
  take_two(0);
}

static void two(void) { in_a_ring(2); }
static void three(void) { in_a_ring(3); }

static void *write_then_lock(void *unused) {
  lock(1);
  pthread_barrier_wait(&all_hold);
  custody_rt_pthread_rwlock_wrlock(&rwlock, &here, "rwlock");
  return unused;
}

static void by_way_of_a_reader(void) {
  pthread_barrier_init(&all_hold, NULL, 2);
  start(write_then_lock, 0);
  custody_rt_pthread_rwlock_rdlock(&rwlock, &here, "rwlock");
  pthread_barrier_wait(&all_hold);
  lock(1);
}

static void *spin_the_other_way(void *unused) {
  custody_rt_pthread_spin_lock(&spin[1], &here, "spin1");
  pthread_barrier_wait(&all_hold);
  custody_rt_pthread_spin_lock(&spin[0], &here, "spin0");
  return unused;
}

static void spinning(void) {
  pthread_barrier_init(&all_hold, NULL, 2);
  for (int i = 0; i < 2; i++) pthread_spin_init(&spin[i], 0);
  start(spin_the_other_way, 0);
  custody_rt_pthread_spin_lock(&spin[0], &here, "spin0");
  pthread_barrier_wait(&all_hold);
  custody_rt_pthread_spin_lock(&spin[1], &here, "spin1");
}

static void *mtx_the_other_way(void *unused) {
  custody_rt_mtx_lock(&mtx[1], &here, "mtx1");
  pthread_barrier_wait(&all_hold);
  custody_rt_mtx_lock(&mtx[0], &here, "mtx0");
  return unused;
}

static void c11(void) {
  pthread_barrier_init(&all_hold, NULL, 2);
  for (int i = 0; i < 2; i++) mtx_init(&mtx[i], mtx_plain);
  start(mtx_the_other_way, 0);
  custody_rt_mtx_lock(&mtx[0], &here, "mtx0");
  pthread_barrier_wait(&all_hold);
  custody_rt_mtx_lock(&mtx[1], &here, "mtx1");
}

static void *lock_0(void *unused) {
  pthread_barrier_wait(&all_hold);
  lock(0);
  return unused;
}

static void by_way_of_a_join(void) {
  pthread_t thread;
  pthread_barrier_init(&all_hold, NULL, 2);
  custody_rt_pthread_create(&thread, NULL, lock_0, NULL, &here);
  lock(0);
  pthread_barrier_wait(&all_hold);
  custody_rt_pthread_join(thread, NULL, &here);
}

static void *hold_and_wait(void *unused) {
  struct timespec far;
  clock_gettime(CLOCK_REALTIME, &far);
  far.tv_sec += 1000;
  lock(0);
  lock(1);
  pthread_barrier_wait(&all_hold);
  custody_rt_pthread_cond_timedwait(&condition, &mutex[1], &far, &here, mutex_name[1]);
  return unused;
}

/* It holds 0 while it waits with 1; whoever has 1 waits for 0. */
static void by_way_of_a_condition(void) {
  pthread_barrier_init(&all_hold, NULL, 2);
  start(hold_and_wait, 0);
  pthread_barrier_wait(&all_hold);
  lock(1);
  lock(0);
}

static void pause_for(long milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
}

static void *hold_long(void *unused) {
  lock(0);
  custody_rt_pthread_rwlock_rdlock(&rwlock, &here, "rwlock");
  pthread_barrier_wait(&all_hold);
  pause_for(600);
  custody_rt_pthread_rwlock_unlock(&rwlock, &here, "rwlock");
  unlock(0);
  return unused;
}

static void waiting_long(void) {
  pthread_barrier_init(&all_hold, NULL, 2);
  start(hold_long, 0);
  pthread_barrier_wait(&all_hold);
  lock(1);
  custody_rt_pthread_rwlock_wrlock(&rwlock, &here, "rwlock");
  lock(0);
  custody_rt_pthread_rwlock_unlock(&rwlock, &here, "rwlock");
}

static pthread_rwlock_t writers_first;

static void *write_it(void *unused) {
  custody_rt_pthread_rwlock_wrlock(&writers_first, &here, "writers_first");
  return unused;
}

static void *lock_then_read(void *unused) {
  lock(0);
  pthread_barrier_wait(&all_hold);
  pause_for(100); /* the writer waits by now */
  custody_rt_pthread_rwlock_rdlock(&writers_first, &here, "writers_first");
  return unused;
}

static void make_writers_first(void) {
  pthread_rwlockattr_t attributes;
  pthread_rwlockattr_init(&attributes);
  pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  pthread_rwlock_init(&writers_first, &attributes);
}

/* While a writer waits, however long, it keeps other readers out. */
static void nobody_gets_in_between(void) {
  struct timespec now, end;
  make_writers_first();
  custody_rt_pthread_rwlock_rdlock(&writers_first, &here, "writers_first");
  start(write_it, 0);
  while (pthread_rwlock_tryrdlock(&writers_first) == 0) pthread_rwlock_unlock(&writers_first);
  clock_gettime(CLOCK_MONOTONIC, &end);
  end.tv_sec++;
  do {
    if (pthread_rwlock_tryrdlock(&writers_first) == 0) _exit(1);
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while (now.tv_sec < end.tv_sec || now.tv_nsec < end.tv_nsec);
}

/* A reader waits for a writer that waits for another reader. */
static void by_way_of_a_waiting_writer(void) {
  make_writers_first();
  pthread_barrier_init(&all_hold, NULL, 2);
  custody_rt_pthread_rwlock_rdlock(&writers_first, &here, "writers_first");
  start(lock_then_read, 0);
  pthread_barrier_wait(&all_hold);
  start(write_it, 0);
  lock(0);
}

static void *try_for_a_time(void *unused) {
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  soon.tv_sec++;
  lock(1);
  pthread_barrier_wait(&all_hold);
  custody_rt_pthread_mutex_timedlock(&mutex[0], &soon, &here, mutex_name[0]);
  unlock(1);
  return unused;
}

/* One of the two gives up by itself. */
static void with_a_time_limit(void) {
  pthread_barrier_init(&all_hold, NULL, 2);
  start(try_for_a_time, 0);
  lock(0);
  pthread_barrier_wait(&all_hold);
  lock(1);
}

static void *wait_once(void *unused) {
  lock(0);
  lock(1);
  custody_rt_pthread_cond_wait(&condition, &mutex[1], &here, mutex_name[1]);
  return unused;
}

/* A clean-up handler has the mutex, and gives it back. */
static void give_back(void *unused) {
  (void)unused;
  unlock(1);
  unlock(0);
}

static void *wait_with_clean_up(void *data) {
  pthread_cleanup_push(give_back, NULL);
  wait_once(data);
  pthread_cleanup_pop(0);
  return NULL;
}

static void a_cancelled_wait(void) {
  pthread_t thread;
  custody_rt_pthread_create(&thread, NULL, wait_with_clean_up, NULL, &here);
  pause_for(100);
  pthread_cancel(thread);
  custody_rt_pthread_join(thread, NULL, &here);
  lock(1);
  lock(2);
}

/* Runs it in a child; returns its exit status, and keeps what it said. */
static int status_of(void (*script)(void)) {
  int ends[2], status;
  size_t size = 0;
  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    custody_log_to(NULL);
    custody_options.detect_deadlocks = 0; /* the order alone says it sooner */
    alarm(custody_options.exit_on_deadlock ? 20 : 1);
    script();
    _exit(custody_tally_reports() > 0);
  }
  close(ends[1]);
  for (ssize_t got; (got = read(ends[0], said + size, sizeof said - 1 - size)) > 0;)
    size += (size_t)got;
  said[size] = '\0';
  close(ends[0]);
  assert_int_equal(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void assert_said(const char *words) {
  if (!strstr(said, words)) fail_msg("\"%s\" is not in:\n%s", words, said);
}

static unsigned times_said(const char *words) {
  unsigned times = 0;
  for (const char *at = said; (at = strstr(at, words)); at++) times++;
  return times;
}

static const struct {
  const char *name;
  void (*script)(void);
  unsigned threads; /* that wait for each other; 0: none do */
} scripts[] = {
    {"two", two, 2},
    {"three", three, 3},
    {"by way of a reader", by_way_of_a_reader, 2},
    {"by way of a waiting writer", by_way_of_a_waiting_writer, 3},
    {"spinlocks", spinning, 2},
    {"C11", c11, 2},
    {"by way of a join", by_way_of_a_join, 2},
    {"by way of a condition", by_way_of_a_condition, 2},
    {"waiting long", waiting_long, 0},
    {"nobody gets in between", nobody_gets_in_between, 0},
    {"with a time limit", with_a_time_limit, 0},
    {"a cancelled wait", a_cancelled_wait, 0},
};

static void each_script(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
    int status = status_of(scripts[i].script), expected = scripts[i].threads ? 66 : 0;
    if (status != expected || times_said(" waits for ") != scripts[i].threads)
      fail_msg("%s: status %d, and:\n%s", scripts[i].name, status, said);
  }
}

static void all_threads_are_told(void **state) {
  (void)state;
  assert_int_equal(status_of(three), 66);
  assert_said("WARNING: custody-order: deadlock at the lock of mutex");
  assert_said(" waits for mutex0 (0x");
  assert_said(" waits for mutex1 (0x");
  assert_said(" waits for mutex2 (0x");
  assert_said(", which thread T");
  assert_said(" holds,\n    at server.c:");
  assert_int_equal(times_said("stack:\n"), 3);
  assert_int_equal(times_said("WARNING: "), 1);
  assert_said("custody: 1 report (1 key)\n");
}

static void a_join_is_told(void **state) {
  (void)state;
  assert_int_equal(status_of(by_way_of_a_join), 66);
  assert_said(" waits for the end of thread T");
}

/* The thread that waits on the condition has a stack, too. */
static void a_condition_is_told(void **state) {
  (void)state;
  assert_int_equal(status_of(by_way_of_a_condition), 66);
  assert_said(", taken at server.c:");
  assert_int_equal(times_said("stack:\n"), 2);
}

/* Then the threads wait on: the alarm ends them. */
static void it_need_not_end(void **state) {
  (void)state;
  custody_options.exit_on_deadlock = 0;
  custody_options.deadlock_after = 10;
  int status = status_of(two);
  custody_options.exit_on_deadlock = 1;
  custody_options.deadlock_after = 200;
  assert_int_equal(status, -SIGALRM);
  assert_int_equal(times_said("WARNING: "), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_script),     cmocka_unit_test(all_threads_are_told),
      cmocka_unit_test(a_join_is_told),  cmocka_unit_test(a_condition_is_told),
      cmocka_unit_test(it_need_not_end),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "deadlock");
}
