/* Locks taken in orders in which threads could wait for each other for ever: reported the first time,
 * by whatever thread, and nothing else is. The families and the modes of readers and writers are those
 * of the Linux kernel's locking self-test (lib/locking-selftest.c), as its names and its comments
 * describe them. */
#include "options.h"
#include "support.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

PLACE(here, "caller");

enum kind { MUTEX, SPIN, RWLOCK, WRITER_RWLOCK, C11_MUTEX, KINDS };
enum { LOCKS = 8 };

union lock {
  pthread_mutex_t mutex;
  pthread_spinlock_t spin;
  pthread_rwlock_t rwlock;
  mtx_t mtx;
};

/* The locks of one script, with classes of their own. */
struct scene {
  enum kind kind;
  union lock lock[LOCKS];
  char name[LOCKS][32];
};

static struct scene *new_scene(enum kind kind) {
  static unsigned scenes;
  struct scene *s = calloc(1, sizeof *s); /* classes keep their names for good */
  pthread_rwlockattr_t attributes;
  pthread_rwlockattr_init(&attributes);
  if (kind == WRITER_RWLOCK)
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  s->kind = kind;
  scenes++;
  for (int i = 0; i < LOCKS; i++) {
    snprintf(s->name[i], sizeof s->name[i], "scene%u.%c", scenes, 'A' + i);
    if (kind == MUTEX) pthread_mutex_init(&s->lock[i].mutex, NULL);
    if (kind == SPIN) pthread_spin_init(&s->lock[i].spin, 0);
    if (kind == C11_MUTEX) mtx_init(&s->lock[i].mtx, mtx_plain);
    if (kind == RWLOCK || kind == WRITER_RWLOCK)
      pthread_rwlock_init(&s->lock[i].rwlock, &attributes);
  }
  return s;
}

static void take(struct scene *s, int i, int shared, int is_try) {
  union lock *l = &s->lock[i];
  const char *name = s->name[i];
  switch (s->kind) {
  case MUTEX:
    if (is_try) custody_rt_pthread_mutex_trylock(&l->mutex, &here, name);
    else custody_rt_pthread_mutex_lock(&l->mutex, &here, name);
    break;
  case SPIN:
    if (is_try) custody_rt_pthread_spin_trylock(&l->spin, &here, name);
    else custody_rt_pthread_spin_lock(&l->spin, &here, name);
    break;
  case C11_MUTEX:
    if (is_try) custody_rt_mtx_trylock(&l->mtx, &here, name);
    else custody_rt_mtx_lock(&l->mtx, &here, name);
    break;
  default:
    if (is_try && shared) custody_rt_pthread_rwlock_tryrdlock(&l->rwlock, &here, name);
    else if (is_try) custody_rt_pthread_rwlock_trywrlock(&l->rwlock, &here, name);
    else if (shared) custody_rt_pthread_rwlock_rdlock(&l->rwlock, &here, name);
    else custody_rt_pthread_rwlock_wrlock(&l->rwlock, &here, name);
  }
}

static void give(struct scene *s, int i) {
  union lock *l = &s->lock[i];
  switch (s->kind) {
  case MUTEX: custody_rt_pthread_mutex_unlock(&l->mutex, &here, s->name[i]); break;
  case SPIN: custody_rt_pthread_spin_unlock(&l->spin, &here, s->name[i]); break;
  case C11_MUTEX: custody_rt_mtx_unlock(&l->mtx, &here, s->name[i]); break;
  default: custody_rt_pthread_rwlock_unlock(&l->rwlock, &here, s->name[i]);
  }
}

/* "A b -b -A ?C": takes A, takes b for reading, gives both back, tries C. */
static void play(struct scene *s, const char *script) {
  for (const char *at = script; *at; at++) {
    int gives = *at == '-', is_try = *at == '?', shared = 0;
    if (gives || is_try) at++;
    if (*at == ' ') continue;
    shared = *at >= 'a';
    if (gives) give(s, *at - (shared ? 'a' : 'A'));
    else take(s, *at - (shared ? 'a' : 'A'), shared, is_try);
  }
}

static uint64_t reports_of(enum kind kind, const char *script) {
  struct scene *s = new_scene(kind);
  return REPORTS_OF(play(s, script));
}

static const struct {
  const char *name, *script;
  unsigned circles;
} families[] = {
    {"ABBA", "A B -B -A B A -A -B", 1},
    {"ABBCCA", "A B -B -A B C -C -B C A -A -C", 1},
    {"ABCABC", "A B -B -A C A -A -C B C -C -B", 1},
    {"ABBCCDDA", "A B -B -A B C -C -B C D -D -C D A -A -D", 1},
    {"ABCDBDDA", "A B -B -A C D -D -C B D -D -B D A -A -D", 1},
    {"ABCDBCDA", "A B -B -A C D -D -C B C -C -B D A -A -D", 1},
    {"one order", "A B C -C -B -A A C -C -A B C -C -B A B -B -A", 0},
    {"once for all times", "A B -B -A B A -A -B A B -B -A B A -A -B", 1},
    {"let go out of order", "A B -A C -B -C B C -C -B A C -C -A", 0},
    {"out of order, then a circle", "A B -A C -B -C C A -A -C", 1},
    {"tried", "A ?B -B -A B A -A -B", 0},
    {"taken while another is held by a try", "?A B -B -A B A -A -B", 1},
    {"behind a gate", "G A B -B -A -G G B A -A -B -G", 0},
    {"the gate is left out once", "G A B -B -A -G G B A -A -B -G A B -B -A", 1},
    {"the gate is taken too late, and is in a circle with each", "A G B -B -G -A B G A -A -G -B",
     3},
};

static void families_for_every_kind(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
    for (enum kind kind = MUTEX; kind < KINDS; kind++) {
      uint64_t found = reports_of(kind, families[i].script);
      if (found != families[i].circles)
        fail_msg("%s, kind %d: %u circles, not %u", families[i].name, (int)kind, (unsigned)found,
                 families[i].circles);
    }
}

/* Whether who wants the lock in one mode waits for who holds it in the other. */
static int waits(enum kind kind, int wants_shared, int holds_shared) {
  return !wants_shared || !holds_shared || kind == WRITER_RWLOCK;
}

/* Two threads, two locks, each read or written: all sixteen. */
static void readers_and_writers(void **state) {
  (void)state;
  for (enum kind kind = RWLOCK; kind <= WRITER_RWLOCK; kind++)
    for (int modes = 0; modes < 16; modes++) {
      char script[] = "A B -B -A B A -A -B";
      int first = modes & 1, second = modes >> 1 & 1, third = modes >> 2 & 1, fourth = modes >> 3;
      if (first) script[0] = script[8] = 'a';
      if (second) script[2] = script[5] = 'b';
      if (third) script[10] = script[18] = 'b';
      if (fourth) script[12] = script[15] = 'a';
      unsigned expected = waits(kind, second, third) && waits(kind, fourth, first);
      uint64_t found = reports_of(kind, script);
      if (found != expected)
        fail_msg("%s, kind %d: %u circles, not %u", script, (int)kind, (unsigned)found, expected);
    }
}

/* Three locks: a reader in the middle that nobody waits for parts the circle. */
static void readers_part_circles(void **state) {
  (void)state;
  assert_int_equal(reports_of(RWLOCK, "A b -b -A B C -C -B C A -A -C"), 1);
  assert_int_equal(reports_of(RWLOCK, "A b -b -A b C -C -b C A -A -C"), 0);
  assert_int_equal(reports_of(RWLOCK, "A B -B -A b C -C -b C A -A -C"), 1);
  assert_int_equal(reports_of(WRITER_RWLOCK, "A b -b -A b C -C -b C A -A -C"), 1);
  /* Seen in a harmless way first, in a harmful one later. */
  assert_int_equal(reports_of(RWLOCK, "A b -b -A b A -A -b A B -B -A"), 1);
  assert_int_equal(reports_of(RWLOCK, "g A B -B -A -g g B A -A -B -g"), 1);
}

static struct scene *shared_scene;

static void *take_ab(void *unused) {
  play(shared_scene, "A B -B -A");
  return unused;
}

static void both_ways_are_told(void **state) {
  (void)state;
  shared_scene = new_scene(MUTEX);
  on_thread(take_ab, NULL);
  capture();
  play(shared_scene, "B A -A -B");
  assert_printed("WARNING: custody-order: lock of scene");
  assert_printed(".A by thread T0 ");
  assert_printed("  it can wait for ever: scene");
  assert_printed(".B is held here, and the other way round\n");
  assert_printed(" took scene");
  assert_printed("\n    while it held scene");
  assert_printed("SUMMARY: custody: custody-order: lock of scene");
}

static void a_wait_takes_its_lock_again(void **state) {
  (void)state;
  struct scene *s = new_scene(MUTEX);
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  struct timespec past = {1, 0};
  play(s, "A B");
  assert_int_equal(REPORTS_OF(custody_rt_pthread_cond_timedwait(&condition, &s->lock[0].mutex,
                                                                &past, &here, s->name[0])),
                   1);
  play(s, "-B -A");
}

static atomic_int enough;

/* Always in some new order, so that it always looks. */
static void *take_many(void *scenes) {
  struct scene **s = scenes;
  for (unsigned i = 0; !enough; i++) {
    struct scene *outer = s[i % 16], *inner = s[16 + i / 16 % 16];
    take(outer, 0, 0, 0);
    take(inner, 1, 0, 0);
    give(inner, 1);
    give(outer, 0);
  }
  return NULL;
}

static void a_child_of_fork_takes_locks(void **state) {
  (void)state;
  struct scene *many[32], *own = new_scene(MUTEX);
  pthread_t thread;
  for (int i = 0; i < 32; i++) many[i] = new_scene(MUTEX);
  assert_int_equal(custody_rt_pthread_create(&thread, NULL, take_many, many, &here), 0);
  for (int i = 0, status; i < 300; i++) {
    pid_t child = fork();
    if (child == 0) {
      alarm(5);
      play(own, "A B -B -A");
      _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
  }
  enough = 1;
  custody_rt_pthread_join(thread, NULL, &here);
}

static void it_can_be_turned_off(void **state) {
  (void)state;
  custody_options.detect_deadlocks = 0;
  assert_int_equal(reports_of(MUTEX, "A B -B -A B A -A -B"), 0);
  custody_options.detect_deadlocks = 1;
}

static void unknown_classes_are_left_out(void **state) {
  (void)state;
  pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
  for (int i = 0; i < 2; i++) {
    pthread_mutex_t *first = i ? &b : &a, *second = i ? &a : &b;
    custody_rt_pthread_mutex_lock(first, &here, NULL);
    assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_lock(second, &here, NULL)), 0);
    custody_rt_pthread_mutex_unlock(second, &here, NULL);
    custody_rt_pthread_mutex_unlock(first, &here, NULL);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(families_for_every_kind),     cmocka_unit_test(readers_and_writers),
      cmocka_unit_test(readers_part_circles),        cmocka_unit_test(both_ways_are_told),
      cmocka_unit_test(a_wait_takes_its_lock_again), cmocka_unit_test(a_child_of_fork_takes_locks),
      cmocka_unit_test(it_can_be_turned_off),        cmocka_unit_test(unknown_classes_are_left_out),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "order");
}
