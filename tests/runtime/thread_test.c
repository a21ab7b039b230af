/* Roles belong to live threads: who gets one, who may not, and when it is over. */
#include "role.h"
#include "support.h"
#include "thread.h"
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

PLACE(here, "caller");
static int shared_object;

#define ENTRY(name, function, text)                                                                \
  static struct custody_rt_contract name = {                                                       \
      {"server.c", function, __LINE__, 1}, text, 0, 0, NULL, NULL, 0}
#define ADDRESS(function) ((const void *)(uintptr_t)(function))

static uint64_t reports_of_access(struct custody_rt_role *role) {
  struct custody_rt_rule rule = {"f", "OWNED_BY(r)", "a.h", 1, CUSTODY_RULE_OWNED_BY,
                                 0,   role,          NULL};
  struct custody_rt_site site = {&rule, {"a.c", "f", 1, 1}, CUSTODY_WRITE, 0};
  return REPORTS_OF(custody_rt_access(&shared_object, &site));
}

static struct custody_rt_role main_role = {"main", 0, 0}, voice = {"voice", 0, 0};
static struct custody_rt_role again_main = {"main", 0, 0};
ENTRY(voice_entry, "run_voice", "THREAD_ENTRY(voice)");

static void main_is_main(void **state) {
  (void)state;
  assert_int_equal(reports_of_access(&main_role), 0);
  assert_int_equal(main_role.index, CUSTODY_ROLE_MAIN);
}

static void a_librarys_copy_is_the_same_role(void **state) {
  (void)state;
  assert_int_equal(reports_of_access(&again_main), 0);
  assert_int_equal(again_main.index, main_role.index);
}

static atomic_int settled; /* times that run_voice will report nothing more */

static void *run_voice(void *stay) {
  custody_rt_thread_entry(ADDRESS(run_voice), &voice, &voice_entry);
  assert_int_equal(reports_of_access(&voice), 0);
  assert_int_equal(reports_of_access(&main_role), 1);
  settled++;
  if (stay) sem_wait(stay);
  return NULL;
}

static void a_thread_that_starts_here_has_the_role(void **state) {
  (void)state;
  on_thread(run_voice, NULL);
  on_thread(run_voice, NULL);
  assert_int_equal(custody_tally_reports() > 0, 1);
}

static void *call_voice(void *data) {
  assert_int_equal(REPORTS_OF(custody_rt_thread_entry(ADDRESS(run_voice), &voice, &voice_entry)),
                   1);
  return data;
}

static void a_call_of_an_entry_gives_nothing(void **state) {
  (void)state;
  capture();
  on_thread(call_voice, NULL);
  assert_printed("WARNING: custody-role: call of run_voice by thread T");
  assert_printed("  rule: THREAD_ENTRY(voice) on run_voice\n");
  assert_int_equal(reports_of_access(&voice), 0); /* over: all its threads ended and were joined */
}

static void a_second_live_thread_is_reported_with_both(void **state) {
  (void)state;
  ENTRY(entry, "main_voice", "THREAD_ENTRY(voice)");
  static struct custody_rt_role role = {"voice", 0, 0};
  pthread_t first;
  sem_t stay;
  (void)entry;
  sem_init(&stay, 0, 0);
  custody_rt_pthread_create(&first, NULL, run_voice, &stay, &here);
  while (custody_roles[voice.index].owner == 0) usleep(100);
  uint32_t number = custody_roles[voice.index].owner - 1;
  capture();
  on_thread(run_voice, NULL);
  assert_printed("WARNING: custody-role: start of a second thread in run_voice by thread T");
  assert_printed("  it asks for: that at most one live thread has the role\n");
  char words[64];
  snprintf(words, sizeof words, "  role voice: held by thread T%u ", number);
  assert_printed(words);
  snprintf(words, sizeof words, "  thread T%u ", number);
  assert_printed(words);
  assert_int_equal(custody_roles[voice.index].owner, number + 1);
  sem_post(&stay);
  custody_rt_pthread_join(first, NULL, &here);
  assert_int_equal(custody_roles[voice.index].owner, 0);
  assert_int_equal(reports_of_access(&role), 0);
}

static void a_role_is_not_over_until_the_join(void **state) {
  (void)state;
  pthread_t thread;
  sem_t stay;
  sem_init(&stay, 0, 0);
  int before = settled;
  custody_rt_pthread_create(&thread, NULL, run_voice, &stay, &here);
  while (settled == before) usleep(100);
  assert_int_equal(reports_of_access(&voice), 1);
  sem_post(&stay);
  while (custody_roles[voice.index].live > 0) usleep(100);
  assert_int_equal(reports_of_access(&voice), 1);
  custody_rt_pthread_join(thread, NULL, &here);
  assert_int_equal(reports_of_access(&voice), 0);
}

static struct custody_rt_role worker = {"worker", 1, 0};
ENTRY(worker_entry, "work", "THREAD_ENTRY(worker)");

static void *work(void *data) {
  custody_rt_thread_entry(ADDRESS(work), &worker, &worker_entry);
  assert_int_equal(reports_of_access(&worker), 0);
  return data;
}

static int work_c11(void *data) {
  custody_rt_thread_entry(ADDRESS(work_c11), &worker, &worker_entry);
  assert_int_equal(reports_of_access(&worker), 0);
  return data ? 3 : 4;
}

static void a_pool_has_many_and_c11_threads_too(void **state) {
  (void)state;
  enum { MANY = 4 };
  pthread_t thread[MANY];
  thrd_t other;
  int result = 0;
  uint64_t before = custody_tally_reports();
  for (int i = 0; i < MANY; i++) custody_rt_pthread_create(&thread[i], NULL, work, NULL, &here);
  assert_int_equal(custody_rt_thrd_create(&other, work_c11, &result, &here), thrd_success);
  assert_int_equal(custody_rt_thrd_join(other, &result, &here), thrd_success);
  assert_int_equal(result, 3);
  for (int i = 0; i < MANY; i++) custody_rt_pthread_join(thread[i], NULL, &here);
  assert_int_equal(custody_tally_reports(), before);
}

static void a_foreign_threads_first_entry_counts(void **state) {
  (void)state;
  uint64_t before = custody_tally_reports();
  on_foreign_thread(work, NULL);
  assert_int_equal(custody_tally_reports(), before);
}

static pthread_key_t late_key;
static uint64_t late_reports;

static void late(void *round) {
  uintptr_t next = (uintptr_t)round + 1;
  late_reports += reports_of_access(&voice);
  if (next <= 3) pthread_setspecific(late_key, (void *)next);
}

static void *run_with_late_destructors(void *data) {
  custody_rt_thread_entry(ADDRESS(run_with_late_destructors), &voice, &voice_entry);
  pthread_setspecific(late_key, (void *)1);
  return data;
}

static void the_role_stays_until_the_last_destructor(void **state) {
  (void)state;
  pthread_key_create(&late_key, late);
  on_thread(run_with_late_destructors, NULL);
  assert_int_equal(late_reports, 0);
  pthread_key_delete(late_key);
}

static pthread_mutex_t forgotten = PTHREAD_MUTEX_INITIALIZER;

static void *forget_to_unlock(void *data) {
  PLACE(place, "forget");
  custody_rt_pthread_mutex_lock(&forgotten, &place, "queue.lock");
  return data;
}

static void a_thread_that_ends_with_a_lock(void **state) {
  (void)state;
  capture();
  on_thread(forget_to_unlock, NULL);
  assert_printed("WARNING: custody-balance: end of the thread with queue.lock by thread T");
  assert_printed(" in forget\n  it asks for: that a thread gives back its locks before it ends\n");
}

static void main_may_have_another_role(void **state) {
  (void)state;
  ENTRY(entry, "main", "THREAD_ENTRY(ui)");
  static struct custody_rt_role ui = {"ui", 0, 0};
  assert_int_equal(REPORTS_OF(custody_rt_thread_entry(NULL, &ui, &entry)), 0);
  assert_int_equal(reports_of_access(&ui), 0);
  assert_int_equal(reports_of_access(&main_role), 1);
  custody_role_drop(custody_thread_self(), ui.index);
  custody_role_take(custody_thread_self(), CUSTODY_ROLE_MAIN, NULL, NULL);
}

/* In the child: a process alone is not bound by data rules, so roles and locks are asked for. */
static int child_of_fork(void) {
  static struct custody_rt_role *roles[] = {&main_role}, *others[] = {&voice};
  static struct custody_rt_lock lock = {"m", &forgotten, NULL, 0, CUSTODY_RT_LOCK_GLOBAL, 0};
  static struct custody_rt_contract on_main = {
      {"a.c", "f", 1, 1}, "RUNS_ON(main)", CUSTODY_RT_RUNS_ON, 1, roles, NULL, 0};
  static struct custody_rt_contract on_voice = {
      {"a.c", "f", 1, 1}, "RUNS_ON(voice)", CUSTODY_RT_RUNS_ON, 1, others, NULL, 0};
  static struct custody_rt_contract holds = {
      {"a.c", "f", 1, 1}, "REQUIRES(m)", CUSTODY_RT_REQUIRES, 0, NULL, &lock, 0};
  if (custody_tally_reports() != 0 || !custody_thread_is_alone()) return 1;
  if (custody_roles[voice.index].owner != 0 || custody_roles[voice.index].live != 0) return 2;
  if (custody_thread_self()->tid != (unsigned)getpid()) return 3;
  if (REPORTS_OF(custody_rt_enter(NULL, &on_main)) != 0) return 4;
  if (REPORTS_OF(custody_rt_enter(NULL, &holds)) != 0) return 5;
  if (REPORTS_OF(custody_rt_enter(NULL, &on_voice)) != 1) return 6;
  return 0;
}

static void after_fork_one_thread_is_left(void **state) {
  (void)state;
  pthread_t thread;
  sem_t stay;
  sem_init(&stay, 0, 0);
  pthread_mutex_init(&forgotten, NULL);
  custody_rt_pthread_create(&thread, NULL, run_voice, &stay, &here);
  while (custody_roles[voice.index].live == 0) usleep(100);
  custody_rt_pthread_mutex_lock(&forgotten, &here, "m");
  pid_t child = fork();
  if (child == 0) _exit(child_of_fork());
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  custody_rt_pthread_mutex_unlock(&forgotten, &here, "m");
  sem_post(&stay);
  custody_rt_pthread_join(thread, NULL, &here);
}

static void more_roles_than_the_table(void **state) {
  (void)state;
  static char names[70][8];
  capture();
  for (int i = 0; i < 70; i++) {
    struct custody_rt_role role = {names[i], 0, 0};
    snprintf(names[i], sizeof names[i], "role%d", i);
    uint64_t reports = reports_of_access(&role);
    assert_int_equal(reports, role.index == 0 ? 0 : 1);
    if (i == 69) assert_int_equal(role.index, 0);
  }
  assert_printed("custody: note: more than 63 roles: ");
}

static atomic_uint finished;

static void *nothing(void *data) {
  atomic_fetch_add(&finished, 1);
  return data;
}

/* Their records are used again; none is lost. */
static void many_threads_come_and_go(void **state) {
  (void)state;
  capture();
  for (int i = 0; i < 1500; i++) on_thread(nothing, NULL);
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  atomic_store(&finished, 0);
  for (unsigned i = 0; i < 1500; i++) {
    pthread_t thread;
    assert_int_equal(custody_rt_pthread_create(&thread, &detached, nothing, NULL, &here), 0);
    while (i % 50 == 0 && atomic_load(&finished) < i) usleep(2000);
  }
  assert_nothing_printed();
}

/* Beyond the table a thread is unwatched: it may do everything, and nothing is made up about it. */
static sem_t everybody_leaves;
static uint64_t crowd_reports;

static void *stand_around(void *data) {
  sem_wait(&everybody_leaves);
  return data;
}

static void *do_everything(void *data) {
  static struct custody_rt_role *const roles[] = {&voice};
  static struct custody_rt_contract on_voice = {
      {"a.c", "f", 1, 1}, "RUNS_ON(voice)", CUSTODY_RT_RUNS_ON, 1, roles, NULL, 0};
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  crowd_reports = reports_of_access(&main_role);
  crowd_reports += REPORTS_OF(custody_rt_enter(NULL, &on_voice));
  crowd_reports +=
      REPORTS_OF(custody_rt_thread_entry(ADDRESS(do_everything), &voice, &voice_entry));
  crowd_reports += REPORTS_OF(custody_rt_pthread_mutex_unlock(&m, &here, "m"));
  crowd_reports += REPORTS_OF(custody_rt_pthread_mutex_lock(&m, &here, "m"));
  custody_rt_fresh(&m, sizeof m);
  custody_rt_build_begin(&m, sizeof m);
  custody_rt_build_end(&m);
  return data;
}

static void four_thousand_threads(void **state) {
  (void)state;
  enum { CROWD = 4000 };
  static pthread_t crowd[CROWD];
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  sem_init(&everybody_leaves, 0, 0);
  capture();
  for (int i = 0; i < CROWD; i++)
    assert_int_equal(custody_rt_pthread_create(&crowd[i], &small, stand_around, NULL, &here), 0);
  assert_nothing_printed();
  on_thread(do_everything, NULL);
  assert_int_not_equal(crowd_reports, 0);
  for (int i = 0; i < CROWD; i++) sem_post(&everybody_leaves);
  for (int i = 0; i < CROWD; i++) custody_rt_pthread_join(crowd[i], NULL, &here);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(main_is_main),
      cmocka_unit_test(a_librarys_copy_is_the_same_role),
      cmocka_unit_test(a_thread_that_starts_here_has_the_role),
      cmocka_unit_test(a_call_of_an_entry_gives_nothing),
      cmocka_unit_test(a_second_live_thread_is_reported_with_both),
      cmocka_unit_test(a_role_is_not_over_until_the_join),
      cmocka_unit_test(a_pool_has_many_and_c11_threads_too),
      cmocka_unit_test(a_foreign_threads_first_entry_counts),
      cmocka_unit_test(the_role_stays_until_the_last_destructor),
      cmocka_unit_test(a_thread_that_ends_with_a_lock),
      cmocka_unit_test(main_may_have_another_role),
      cmocka_unit_test(after_fork_one_thread_is_left),
      cmocka_unit_test(more_roles_than_the_table),
      cmocka_unit_test(many_threads_come_and_go),
      cmocka_unit_test(four_thousand_threads),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "thread");
}
