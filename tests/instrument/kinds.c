/* Every kind of access to data under one rule, one function for each, so that a report names the
 * kind. The rule and what a policy says come from the command line; `rules` compiles this once for
 * each row of rules.table, and says on which thread and under which locks the kinds are run:
 *
 *     kinds main|worker|given|taken|lent NONE|SHARED|EXCLUSIVE...     the hold of `lock`, of `second`
 *
 * Named READ_, WRITE_, GET_ and SET_: plain and atomic reads and writes. */
#include <custody/short.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>

THREAD_ROLE(main);
THREAD_ROLE(worker);

#ifndef OF_VARIABLE
#define OF_VARIABLE RULE
#endif
#ifndef OF_POINTEE
#define OF_POINTEE
#endif
#ifndef OF_ATOM
#define OF_ATOM RULE
#endif
#ifndef OF_TYPE
#define OF_TYPE
#endif

struct OF_TYPE inner {
  int value;
};

struct OF_TYPE object {
  pthread_rwlock_t lock, second;
  int field RULE;
  unsigned bits : 3 RULE;
  unsigned char array[8] RULE;
  struct inner inner RULE;
  union {
    int one RULE;
    float other RULE;
  };
  _Atomic int atom OF_ATOM; /* a PINNED type leaves its atomic fields to all */
  int from_policy;
  int *behind OF_POINTEE;
  struct inner *far OF_POINTEE;
  int *several[2] OF_POINTEE;
};

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER, second = PTHREAD_RWLOCK_INITIALIZER;
static int variable OF_VARIABLE;
static int row[4] OF_VARIABLE;
static _Thread_local int local OF_VARIABLE;
static struct inner whole OF_VARIABLE;
static struct object object = {
    PTHREAD_RWLOCK_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, 0, 0, {0}, {0}, {0}, 0, 0};
static int shared[4];
static struct inner shared_inner;
static int *pointer OF_POINTEE = shared;
static volatile int sink;
static int zero;

#define KIND(name) static __attribute__((noinline)) void name(struct object *o)

KIND(READ_field) { sink = o->field; }
KIND(READ_bits) { sink = o->bits; }
KIND(READ_element) { sink = o->array[zero]; }
KIND(READ_element_by_pointer) { sink = *(o->array + 1); }
KIND(READ_inner) { sink = o->inner.value; }
KIND(READ_union) { sink = o->one; }
KIND(READ_from_policy) { sink = o->from_policy; }
KIND(READ_whole_member) {
  struct inner copy = o->inner;
  sink = copy.value;
}
KIND(READ_whole_object) {
  struct object copy = *o;
  sink = (int)sizeof copy;
}
KIND(READ_memcpy) {
  unsigned char copy[8];
  memcpy(copy, o->array, sizeof copy);
  sink = copy[1];
}
KIND(READ_memcmp) {
  unsigned char other[8] = {0};
  sink = memcmp(o->array, other, sizeof other);
}
KIND(WRITE_field) { o->field = 1; }
KIND(WRITE_increment) { o->field++; }
KIND(WRITE_add) { o->field += 2; }
KIND(WRITE_bits) { o->bits = 1; }
KIND(WRITE_element) { o->array[zero] = 1; }
KIND(WRITE_element_by_pointer) { *(o->array + 1) = 1; }
KIND(WRITE_inner) { o->inner.value = 1; }
KIND(WRITE_union) { o->other = 1; }
KIND(WRITE_from_policy) { o->from_policy = 1; }
KIND(WRITE_whole_member) { o->inner = (struct inner){1}; }
KIND(WRITE_memset) { memset(o->array, 0, sizeof o->array); }
KIND(WRITE_memset_record) { memset(&o->inner, 0, sizeof o->inner); }
KIND(WRITE_memcpy) {
  unsigned char copy[8] = {0};
  memcpy(o->array, copy, sizeof copy);
}
KIND(WRITE_memmove) {
  unsigned char copy[8] = {0};
  memmove(o->array + 1, copy, 4);
}
KIND(WRITE_overflow) { sink = __builtin_add_overflow(1, 2, &o->field); }
KIND(GET_builtin) { sink = __atomic_load_n(&o->field, __ATOMIC_RELAXED); }
KIND(GET_atom) { sink = o->atom; }
KIND(SET_builtin) { __atomic_store_n(&o->field, 1, __ATOMIC_RELAXED); }
KIND(SET_fetch_add) { sink = __atomic_fetch_add(&o->field, 1, __ATOMIC_RELAXED); }
KIND(SET_sync) { sink = __sync_fetch_and_add(&o->field, 1); }
KIND(SET_atom) { o->atom = 1; }
KIND(SET_atom_increment) { o->atom++; }

#ifdef HAS_VARIABLES
#define VARIABLE(name) static __attribute__((noinline)) void name(void)
VARIABLE(READ_variable) { sink = variable; }
VARIABLE(READ_row) { sink = row[zero]; }
VARIABLE(READ_thread_local) { sink = local; }
VARIABLE(READ_whole_variable) {
  struct inner copy = whole;
  sink = copy.value;
}
VARIABLE(WRITE_variable) { variable = 1; }
VARIABLE(WRITE_static) {
  static int once OF_VARIABLE;
  sink = ++once;
}
VARIABLE(WRITE_row) { row[zero] = 1; }
VARIABLE(WRITE_row_memset) { memset(row, 0, sizeof row); }
VARIABLE(WRITE_thread_local) { local = 1; }
VARIABLE(WRITE_whole_variable) { whole = (struct inner){1}; }
VARIABLE(GET_variable) { sink = __atomic_load_n(&variable, __ATOMIC_RELAXED); }
VARIABLE(SET_variable) { __atomic_store_n(&variable, 1, __ATOMIC_RELAXED); }
static void all_variables(void) {
  READ_variable(), READ_row(), READ_thread_local(), READ_whole_variable();
  WRITE_variable(), WRITE_static(), WRITE_row(), WRITE_row_memset(), WRITE_thread_local();
  WRITE_whole_variable(), GET_variable(), SET_variable();
}
#else
static void all_variables(void) { sink = variable + row[0] + local + whole.value; }
#endif

#ifdef HAS_POINTEES
#define BEHIND(name) KIND(name)
BEHIND(READ_behind) { sink = *o->behind; }
BEHIND(READ_behind_element) { sink = o->behind[zero]; }
BEHIND(READ_behind_sum) { sink = *(o->behind + 1); }
BEHIND(READ_behind_record) { sink = o->far->value; }
BEHIND(READ_behind_several) { sink = o->several[1][0]; }
BEHIND(READ_behind_memcpy) {
  int copy;
  memcpy(&copy, o->behind, sizeof copy);
  sink = copy;
}
BEHIND(READ_behind_variable) { sink = pointer[zero] + (o == NULL); }
BEHIND(READ_behind_copy) {
  int *copy = o->behind;
  sink = copy[zero];
}
BEHIND(READ_behind_copied_variable) {
  int *copy;
  copy = pointer;
  sink = *copy + (o == NULL);
}
BEHIND(READ_behind_copied_record) {
  struct inner *copy = o->far;
  sink = copy->value;
}
BEHIND(WRITE_behind_copy) {
  int *copy = o->behind + 1;
  copy--;
  *copy++ = 1;
}
BEHIND(WRITE_behind_memset_copy) {
  int *copy = o->behind;
  memset(copy, 0, sizeof(int));
}
BEHIND(SET_behind_copy) {
  int *copy = o->behind;
  __atomic_store_n(copy, 1, __ATOMIC_RELAXED);
}
BEHIND(WRITE_behind) { *o->behind = 1; }
BEHIND(WRITE_behind_increment) { ++*o->behind; }
BEHIND(WRITE_behind_element) { (o->behind)[zero] = 1; }
BEHIND(WRITE_behind_record) { (*o->far).value = 1; }
BEHIND(WRITE_behind_whole) { *o->far = (struct inner){1}; }
BEHIND(WRITE_behind_memset) { memset((char *)o->behind, 0, sizeof(int)); }
BEHIND(WRITE_behind_variable) { *pointer = o == NULL; }
BEHIND(GET_behind) { sink = __atomic_load_n(o->behind, __ATOMIC_RELAXED); }
BEHIND(SET_behind) { __atomic_store_n(&o->behind[1], 1, __ATOMIC_RELAXED); }
static void all_behind(struct object *o) {
  READ_behind(o), READ_behind_element(o), READ_behind_sum(o), READ_behind_record(o);
  READ_behind_several(o), READ_behind_memcpy(o), READ_behind_variable(o), READ_behind_copy(o),
      READ_behind_copied_variable(o), READ_behind_copied_record(o), WRITE_behind_copy(o),
      WRITE_behind_memset_copy(o), SET_behind_copy(o), WRITE_behind(o);
  WRITE_behind_increment(o), WRITE_behind_element(o), WRITE_behind_record(o);
  WRITE_behind_whole(o), WRITE_behind_memset(o), WRITE_behind_variable(o), GET_behind(o);
  SET_behind(o);
}
#else
static void all_behind(struct object *o) { sink = *o->several[0] + *pointer; }
#endif

static void all(struct object *o) {
  READ_field(o), READ_bits(o), READ_element(o), READ_element_by_pointer(o), READ_inner(o);
  READ_union(o), READ_from_policy(o), READ_whole_member(o), READ_whole_object(o), READ_memcpy(o);
  READ_memcmp(o), WRITE_field(o), WRITE_increment(o), WRITE_add(o), WRITE_bits(o);
  WRITE_element(o), WRITE_element_by_pointer(o), WRITE_inner(o), WRITE_union(o);
  WRITE_from_policy(o), WRITE_whole_member(o), WRITE_memset(o), WRITE_memset_record(o);
  WRITE_memcpy(o), WRITE_memmove(o), WRITE_overflow(o), GET_builtin(o), GET_atom(o);
  SET_builtin(o), SET_fetch_add(o), SET_sync(o), SET_atom(o), SET_atom_increment(o);
  all_variables();
  all_behind(o);
}

static const char *where, *hold[2];

static void take(pthread_rwlock_t *taken, const char *how) {
  if (strcmp(how, "SHARED") == 0) pthread_rwlock_rdlock(taken);
  if (strcmp(how, "EXCLUSIVE") == 0) pthread_rwlock_wrlock(taken);
}

static void give_back(pthread_rwlock_t *taken, const char *how) {
  if (strcmp(how, "NONE") != 0) pthread_rwlock_unlock(taken);
}

static void run(struct object *o) {
  take(&lock, hold[0]), take(&object.lock, hold[0]);
  take(&second, hold[1]), take(&object.second, hold[1]);
  all(o);
  give_back(&second, hold[1]), give_back(&object.second, hold[1]);
  give_back(&lock, hold[0]), give_back(&object.lock, hold[0]);
}

static sem_t begin, done;

static void give(struct object *o TRANSFER) { sink = o != NULL; }
static struct object *receive(void) TAKES { return &object; }

static void *work(void *unused) THREAD_ENTRY(worker);
static void *work(void *unused) {
  sem_wait(&begin);
  if (strcmp(where, "worker") == 0) run(&object);
  if (strcmp(where, "taken") == 0) run(receive());
  sem_post(&done);
  return unused;
}

/* The other thread lives all the while: a process with one thread is bound by no rule. */
int main(int count, char **arguments) {
  pthread_t thread;
  if (count < 4) return fprintf(stderr, "usage: kinds THREAD HOLD HOLD\n"), 2;
  where = arguments[1], hold[0] = arguments[2], hold[1] = arguments[3];
  object.behind = object.several[0] = object.several[1] = shared;
  object.far = &shared_inner;
  sem_init(&begin, 0, 0), sem_init(&done, 0, 0);
  object.field = object.inner.value = 0; /* main holds it from here on */
  pthread_create(&thread, NULL, work, NULL);
  if (strcmp(where, "given") == 0 || strcmp(where, "taken") == 0) give(&object);
  if (strcmp(where, "main") == 0 || strcmp(where, "given") == 0) run(&object);
  sem_post(&begin), sem_wait(&done);
  return pthread_join(thread, NULL);
}
