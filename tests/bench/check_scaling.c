/* What checks cost when many threads make them at once, and the memory that threads and locks take.
 * Each thread has an object and a lock of its own, so nothing of the program's makes them wait; if the
 * runtime did, the processor's time for a round would grow with the threads.
 *
 *     check_scaling [ROUNDS-PER-THREAD]         200 thousand unless given
 *
 * A round is a lock, three checks of guarded data, one of a role, and an unlock. In the second table it
 * is one of a thousand locks of the thread's own, under the object's: locks without a name, each in an
 * order of its own. Times are the processor's, of the threads that run; it never fails because
 * something is slow. */
#include "../../runtime/abi.h"
#include "../../runtime/thread.h"
#include "../../runtime/wrapped.h"
#include <custody/judge.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MOST_THREADS = 64, IDLE_THREADS = 500, LOCKS = 100000, INNER_LOCKS = 1000 };

struct object {
  pthread_mutex_t lock, *inner;
  int value;
  char own_line[128];
};

static struct object objects[MOST_THREADS];
static unsigned long rounds = 200000;
static int is_watched, is_nested;
static pthread_barrier_t all;
static double seconds[MOST_THREADS];

static const struct custody_rt_place place = {"check_scaling.c", "run", 1, 1};
static struct custody_rt_role worker = {"worker", 1, 0};
static const struct custody_rt_step to_lock[] = {{offsetof(struct object, lock), 0}};
static const struct custody_rt_lock lock = {"lock", NULL, to_lock, 1, CUSTODY_RT_LOCK_PATH, 0};
static const struct custody_rt_rule guarded = {
    "object.value", "GUARDED_BY(lock)", "x.h", 1, CUSTODY_RULE_GUARDED_BY, 1, NULL, &lock};
static const struct custody_rt_rule owned = {
    "object.value", "OWNED_BY(worker)", "x.h", 1, CUSTODY_RULE_OWNED_BY, 0, &worker, NULL};
static struct custody_rt_site writes = {
    &guarded, {"check_scaling.c", "run", 1, 1}, CUSTODY_WRITE, 0};
static struct custody_rt_site owns = {&owned, {"check_scaling.c", "run", 1, 1}, CUSTODY_WRITE, 0};

static void watched_round(struct object *object) {
  custody_rt_pthread_mutex_lock(&object->lock, &place, "object.lock");
  for (int i = 0; i < 3; i++) {
    custody_rt_access(object, &writes);
    object->value++;
  }
  custody_rt_access(object, &owns);
  custody_rt_pthread_mutex_unlock(&object->lock, &place, "object.lock");
}

static void native_round(struct object *object) {
  pthread_mutex_lock(&object->lock);
  for (int i = 0; i < 3; i++) {
    __asm__ volatile("" : : : "memory");
    object->value++;
  }
  pthread_mutex_unlock(&object->lock);
}

static void watched_nested_round(struct object *object, unsigned long i) {
  pthread_mutex_t *inner = &object->inner[i % INNER_LOCKS];
  custody_rt_pthread_mutex_lock(&object->lock, &place, NULL);
  custody_rt_pthread_mutex_lock(inner, &place, NULL);
  custody_rt_pthread_mutex_unlock(inner, &place, NULL);
  custody_rt_pthread_mutex_unlock(&object->lock, &place, NULL);
}

static void native_nested_round(struct object *object, unsigned long i) {
  pthread_mutex_t *inner = &object->inner[i % INNER_LOCKS];
  pthread_mutex_lock(&object->lock);
  pthread_mutex_lock(inner);
  pthread_mutex_unlock(inner);
  pthread_mutex_unlock(&object->lock);
}

static void one_round(struct object *object, unsigned long i) {
  if (is_nested && is_watched) watched_nested_round(object, i);
  else if (is_nested) native_nested_round(object, i);
  else if (is_watched) watched_round(object);
  else native_round(object);
}

/* Those are named by a watched call alone, which gives them no name. */
static void make_locks(void) {
  for (int i = 0; i < MOST_THREADS; i++) {
    custody_rt_pthread_mutex_init(&objects[i].lock, NULL, &place, NULL);
    objects[i].inner = malloc(INNER_LOCKS * sizeof *objects[i].inner);
    if (!objects[i].inner) exit(2);
    for (int k = 0; k < INNER_LOCKS; k++)
      custody_rt_pthread_mutex_init(&objects[i].inner[k], NULL, &place, NULL);
  }
}

static void *run(void *data) {
  struct object *object = data;
  struct timespec begin, end;
  if (is_watched) custody_rt_thread_entry((const void *)(uintptr_t)run, &worker, NULL);
  pthread_barrier_wait(&all);
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
  for (unsigned long i = 0; i < rounds; i++) one_round(object, i);
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
  seconds[object - objects] =
      (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
  return data;
}

/* Nanoseconds of processor time a round, the mean of all threads. */
static double measure(unsigned threads, int watched) {
  pthread_t thread[MOST_THREADS];
  double sum = 0;
  is_watched = watched;
  pthread_barrier_init(&all, NULL, threads);
  for (unsigned i = 0; i < threads; i++)
    if (watched) custody_rt_pthread_create(&thread[i], NULL, run, &objects[i], &place);
    else pthread_create(&thread[i], NULL, run, &objects[i]);
  for (unsigned i = 0; i < threads; i++) {
    if (watched) custody_rt_pthread_join(thread[i], NULL, &place);
    else pthread_join(thread[i], NULL);
    sum += seconds[i];
  }
  pthread_barrier_destroy(&all);
  return sum / threads / (double)rounds * 1e9;
}

/* -- memory ---------------------------------------------------------------------------------- */

static long resident(void) {
  long size = 0, pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%ld %ld", &size, &pages) != 2) pages = 0;
  if (file) fclose(file);
  return pages * sysconf(_SC_PAGESIZE);
}

static void *idle(void *data) {
  pthread_barrier_wait(&all);
  pthread_barrier_wait(&all);
  return data;
}

/* Bytes that a thread takes, which has begun and waits. */
static long thread_memory(int watched) {
  static pthread_t thread[IDLE_THREADS];
  long before = resident();
  pthread_barrier_init(&all, NULL, IDLE_THREADS + 1);
  for (int i = 0; i < IDLE_THREADS; i++)
    if (watched) custody_rt_pthread_create(&thread[i], NULL, idle, NULL, &place);
    else pthread_create(&thread[i], NULL, idle, NULL);
  pthread_barrier_wait(&all);
  long after = resident();
  pthread_barrier_wait(&all);
  for (int i = 0; i < IDLE_THREADS; i++)
    if (watched) custody_rt_pthread_join(thread[i], NULL, &place);
    else pthread_join(thread[i], NULL);
  return (after - before) / IDLE_THREADS;
}

static long lock_memory(void) {
  pthread_mutex_t *locks = calloc(LOCKS, sizeof *locks);
  if (!locks) return 0;
  for (int i = 0; i < LOCKS; i++) pthread_mutex_init(&locks[i], NULL);
  long before = resident();
  for (int i = 0; i < LOCKS; i++) {
    custody_rt_pthread_mutex_lock(&locks[i], &place, "object.lock");
    custody_rt_pthread_mutex_unlock(&locks[i], &place, "object.lock");
  }
  long after = resident();
  free(locks);
  return (after - before + LOCKS - 1) / LOCKS;
}

static void print_scaling(void) {
  double first = 0;
  printf("threads   native ns   watched ns   watched/native   watched/watched by one\n");
  for (unsigned threads = 1; threads <= MOST_THREADS; threads *= 2) {
    double plain = measure(threads, 0), checked = measure(threads, 1);
    if (threads == 1) first = checked;
    printf("%7u %11.1f %12.1f %16.2f %24.2f\n", threads, plain, checked, checked / plain,
           checked / first);
  }
}

int main(int count, char **words) {
  if (count > 1) rounds = strtoul(words[1], NULL, 10);
  if (!rounds) rounds = 1;
  long native = thread_memory(0), watched = thread_memory(1);
  printf("memory: %ld bytes a thread natively, %ld watched (a record is %zu bytes of address "
         "space); %ld a lock\n",
         native, watched, sizeof(struct custody_thread), lock_memory());
  print_scaling();
  printf("a lock of the thread's own, and under it one of a thousand, all without names:\n");
  is_nested = 1;
  make_locks();
  print_scaling();
  return 0;
}
