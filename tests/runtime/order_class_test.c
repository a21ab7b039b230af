/* The classes of locks where the source does not say them, and two locks of one class; and the order
 * that the program declares. */
#include "custody/runtime.h"
#include "support.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

PLACE(here, "caller");

static void lock(pthread_mutex_t *m, const char *name) {
  custody_rt_pthread_mutex_lock(m, &here, name);
}
static void unlock(pthread_mutex_t *m) { custody_rt_pthread_mutex_unlock(m, &here, NULL); }

static void nest(pthread_mutex_t *outer, const char *outer_name, pthread_mutex_t *inner,
                 const char *inner_name) {
  lock(outer, outer_name);
  lock(inner, inner_name);
  unlock(inner);
  unlock(outer);
}

/* As a function sees them that takes a pointer to any mutex. */
static void nest_any(pthread_mutex_t *outer, pthread_mutex_t *inner) {
  nest(outer, NULL, inner, NULL);
}

static void variables_are_classes_of_their_own(void **state) {
  (void)state;
  static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
  capture();
  assert_int_equal(REPORTS_OF(nest_any(&a, &b)), 0);
  assert_int_equal(REPORTS_OF(nest_any(&b, &a)), 1);
  assert_printed("custody-order: lock of lock 0x");
  assert_printed(" is held here, and the other way round\n");
}

/* Named in one function, and passed to another. */
static void a_variable_is_one_lock(void **state) {
  (void)state;
  static pthread_mutex_t one, other, later, last;
  nest_any(&one, &other);
  assert_int_equal(REPORTS_OF(nest(&other, "other", &one, "one")), 1);
  nest(&later, "later", &last, "last");
  assert_int_equal(REPORTS_OF(nest_any(&last, &later)), 1);
}

static pthread_mutex_t *new_mutexes(int initialises, const char *name) {
  pthread_mutex_t *m = calloc(2, sizeof *m);
  for (int i = 0; i < 2 && initialises; i++)
    custody_rt_pthread_mutex_init(&m[i], NULL, &here, name);
  return m;
}

static void initialised_locks_are(void **state) {
  (void)state;
  pthread_mutex_t *m = new_mutexes(1, NULL);
  assert_int_equal(REPORTS_OF(nest_any(&m[0], &m[1])), 0);
  assert_int_equal(REPORTS_OF(nest_any(&m[1], &m[0])), 1);
  free(m);
}

/* Their memory may be used again without a word. */
static void others_are_left_out(void **state) {
  (void)state;
  pthread_mutex_t *m = new_mutexes(0, NULL), on_stack[2] = {PTHREAD_MUTEX_INITIALIZER};
  for (int i = 0; i < 2; i++) {
    assert_int_equal(REPORTS_OF(nest_any(&m[i], &m[!i])), 0);
    assert_int_equal(REPORTS_OF(nest_any(&on_stack[i], &on_stack[!i])), 0);
  }
  free(m);
}

static void a_lock_that_ended_is_forgotten(void **state) {
  (void)state;
  pthread_mutex_t *m = new_mutexes(1, NULL);
  assert_int_equal(REPORTS_OF(nest_any(&m[0], &m[1])), 0);
  custody_rt_pthread_mutex_destroy(&m[0], &here, NULL);
  custody_rt_pthread_mutex_init(&m[0], NULL, &here, NULL);
  assert_int_equal(REPORTS_OF(nest_any(&m[1], &m[0])), 0);
  assert_int_equal(REPORTS_OF(nest_any(&m[0], &m[1])), 1);
  custody_rt_pthread_mutex_init(&m[1], NULL, &here, NULL); /* never destroyed */
  assert_int_equal(REPORTS_OF(nest_any(&m[1], &m[0])), 0);
  free(m);
}

static void a_variable_that_was_destroyed_is_another_lock(void **state) {
  (void)state;
  static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
  nest_any(&a, &b);
  custody_rt_pthread_mutex_destroy(&a, &here, NULL);
  a = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
  assert_int_equal(REPORTS_OF(nest_any(&b, &a)), 0);
}

static void the_initialisation_may_say_the_class(void **state) {
  (void)state;
  pthread_mutex_t *m = new_mutexes(1, "job.lock"), *other = new_mutexes(1, "queue.lock");
  capture();
  assert_int_equal(REPORTS_OF(nest_any(&m[0], &other[0])), 0);
  assert_int_equal(REPORTS_OF(nest_any(&other[1], &m[1])), 1);
  assert_printed(" took queue.lock at ");
  assert_printed("\n    while it held job.lock,");
  free(m);
  free(other);
}

static void two_of_one_class_in_both_orders(void **state) {
  (void)state;
  static pthread_mutex_t m[4];
  capture();
  assert_int_equal(REPORTS_OF(nest(&m[0], "account.lock", &m[1], "account.lock")), 0);
  assert_int_equal(REPORTS_OF(nest(&m[1], "account.lock", &m[2], "account.lock")), 0);
  assert_int_equal(REPORTS_OF(nest(&m[3], "account.lock", &m[2], "account.lock")), 1);
  assert_printed("custody-order: lock of account.lock by thread T0");
  assert_printed("  it asks for: one order of two locks of one kind: by their addresses; or ");
  assert_printed(" took account.lock at ");
}

static void reading_two_of_one_class(void **state) {
  (void)state;
  static pthread_rwlock_t rw[2];
  for (int i = 0; i < 2; i++) {
    custody_rt_pthread_rwlock_rdlock(&rw[i], &here, "shelf.lock");
    assert_int_equal(REPORTS_OF(custody_rt_pthread_rwlock_rdlock(&rw[!i], &here, "shelf.lock")), 0);
    for (int k = 0; k < 2; k++) custody_rt_pthread_rwlock_unlock(&rw[k], &here, "shelf.lock");
  }
}

static void unless_the_program_keeps_an_order(void **state) {
  (void)state;
  static pthread_mutex_t m[2];
  static const char *const locks[] = {"node.lock", "node.lock"};
  static const struct custody_rt_order order = {
      {"tree.h", NULL, 3, 1}, "LOCK_ORDER(struct node.lock, struct node.lock)", locks, 2};
  custody_rt_declare_order(&order);
  for (int i = 0; i < 2; i++)
    assert_int_equal(REPORTS_OF(nest(&m[i], "node.lock", &m[!i], "node.lock")), 0);
}

static void against_the_declared_order(void **state) {
  (void)state;
  static pthread_mutex_t first, second, third;
  static const char *const one[] = {"first", "second"}, *const other[] = {"second", "third"};
  static const struct custody_rt_order orders[] = {
      {{"locks.h", NULL, 7, 1}, "LOCK_ORDER(first, second)", one, 2},
      {{"locks.h", NULL, 8, 1}, "LOCK_ORDER(second, third)", other, 2}};
  capture();
  for (int i = 0; i < 2; i++) custody_rt_declare_order(&orders[i]);
  assert_int_equal(REPORTS_OF(nest(&first, "first", &third, "third")), 0);
  assert_int_equal(REPORTS_OF(nest(&second, "second", &third, "third")), 0);
  assert_int_equal(REPORTS_OF(nest(&second, "second", &first, "first")), 1);
  assert_printed("custody-order: lock of first by thread T0");
  assert_printed("  rule: LOCK_ORDER(first, second), declared at locks.h:7");
  assert_printed("  it is taken while second is held, which comes after it\n");
  assert_int_equal(REPORTS_OF(nest(&second, "second", &first, "first")), 0);
  assert_int_equal(REPORTS_OF(nest(&third, "third", &first, "first")), 1);
  assert_printed("  rule: LOCK_ORDER(second, third), declared at locks.h:8");
}

/* More kinds than any first table has, each in an order, and none in a circle but the last. */
static void many_kinds(void **state) {
  (void)state;
  enum { KINDS = 3000 };
  pthread_mutex_t *m = calloc(KINDS, sizeof *m);
  for (int i = 0; i < KINDS; i++) custody_rt_pthread_mutex_init(&m[i], NULL, &here, NULL);
  capture();
  for (int i = 1; i < KINDS; i++)
    for (int k = i > 4 ? i - 4 : 0; k < i; k++)
      assert_int_equal(REPORTS_OF(nest_any(&m[k], &m[i])), 0);
  assert_nothing_printed();
  assert_int_equal(REPORTS_OF(nest_any(&m[KINDS - 1], &m[KINDS - 8])), 1);
  free(m);
}

static int has_no_memory;

void *mmap(void *at, size_t size, int rights, int flags, int file, off_t from) {
  errno = ENOMEM;
  return has_no_memory ? MAP_FAILED
                       : (void *)syscall(SYS_mmap, at, size, rights, flags, file, from);
}

/* The last one that was declared is lost. */
static struct custody_rt_order *declare_until_it_is_said(void) {
  struct custody_rt_order *order;
  for (int i = 0; captured()[0] == '\0'; i++) {
    const char **locks = calloc(2, sizeof *locks);
    char *name = calloc(1, 32);
    snprintf(name, 32, "kind%d.lock", i);
    locks[0] = locks[1] = name;
    order = calloc(1, sizeof *order);
    *order = (struct custody_rt_order){.locks = locks, .count = 2};
    custody_rt_declare_order(order);
  }
  return order;
}

static void an_order_that_there_was_no_memory_for(void **state) {
  (void)state;
  static pthread_mutex_t m[4];
  capture();
  has_no_memory = 1;
  const char *lost = declare_until_it_is_said()->locks[0];
  has_no_memory = 0;
  assert_printed("custody: note: no memory for the order in which locks are taken");
  for (int i = 0; i < 2; i++) assert_int_equal(REPORTS_OF(nest(&m[i], lost, &m[!i], lost)), 0);
  nest(&m[2], "before.lock", &m[3], "behind.lock");
  assert_int_equal(REPORTS_OF(nest(&m[3], "behind.lock", &m[2], "before.lock")), 1);
}

/* A lock of one's own, told by hand or by a contract. */
static void locks_of_ones_own(void **state) {
  (void)state;
  static char spin, other;
  static struct custody_rt_lock on_parameter = {"l", NULL, NULL, 0, CUSTODY_RT_LOCK_PATH, 0};
  struct custody_rt_contract take = {.place = {"a.c", "take", 1, 1},
                                     .text = "ACQUIRE(l)",
                                     .kind = CUSTODY_RT_ACQUIRE,
                                     .lock = &on_parameter};
  struct custody_rt_contract give = take;
  give.kind = CUSTODY_RT_RELEASE;
  custody_note_acquired(&spin);
  assert_int_equal(REPORTS_OF(custody_rt_after_lock_call(&other, &take, &here, 1,
                                                         custody_rt_before_lock_call())),
                   0);
  custody_rt_after_lock_call(&other, &give, &here, 1, custody_rt_before_lock_call());
  custody_note_released(&spin);
  custody_rt_after_lock_call(&other, &take, &here, 1, custody_rt_before_lock_call());
  uint64_t before = custody_tally_reports();
  custody_note_acquired(&spin);
  assert_int_equal(custody_tally_reports() - before, 1);
  custody_note_released(&spin);
  custody_rt_after_lock_call(&other, &give, &here, 1, custody_rt_before_lock_call());
}

static void but_not_those_that_are_tried(void **state) {
  (void)state;
  static char one, other;
  static struct custody_rt_lock on_parameter = {"l", NULL, NULL, 0, CUSTODY_RT_LOCK_PATH, 0};
  struct custody_rt_contract take = {.place = {"a.c", "try", 1, 1},
                                     .text = "TRY_ACQUIRE(ret, l)",
                                     .kind = CUSTODY_RT_TRY_ACQUIRE,
                                     .lock = &on_parameter};
  struct custody_rt_contract give = take;
  give.kind = CUSTODY_RT_RELEASE;
  for (int i = 0; i < 2; i++) {
    assert_int_equal(REPORTS_OF(custody_rt_after_lock_call(i ? &one : &other, &take, &here, 1,
                                                           custody_rt_before_lock_call())),
                     0);
    assert_int_equal(REPORTS_OF(custody_rt_after_lock_call(i ? &other : &one, &take, &here, 1,
                                                           custody_rt_before_lock_call())),
                     0);
    custody_rt_after_lock_call(&one, &give, &here, 1, custody_rt_before_lock_call());
    custody_rt_after_lock_call(&other, &give, &here, 1, custody_rt_before_lock_call());
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(variables_are_classes_of_their_own),
      cmocka_unit_test(a_variable_is_one_lock),
      cmocka_unit_test(initialised_locks_are),
      cmocka_unit_test(others_are_left_out),
      cmocka_unit_test(a_lock_that_ended_is_forgotten),
      cmocka_unit_test(a_variable_that_was_destroyed_is_another_lock),
      cmocka_unit_test(the_initialisation_may_say_the_class),
      cmocka_unit_test(two_of_one_class_in_both_orders),
      cmocka_unit_test(reading_two_of_one_class),
      cmocka_unit_test(unless_the_program_keeps_an_order),
      cmocka_unit_test(against_the_declared_order),
      cmocka_unit_test(many_kinds),
      cmocka_unit_test(locks_of_ones_own),
      cmocka_unit_test(but_not_those_that_are_tried),
      cmocka_unit_test(an_order_that_there_was_no_memory_for),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "order class");
}
