// Locks, threads and memory: the runtime's functions stand in for the library's, with the place of
// the call and the lock's class; what is stored and handed on is said to it.
// RUN: %clang_plain -c %S/Inputs/print_runtime.c -o %t.runtime.o
// RUN: %clang_custody -fplugin-arg-custody-runtime=all -O0 %s %t.runtime.o -pthread -o %t && %t | %FileCheck %s
// RUN: %clang_custody -fplugin-arg-custody-runtime=all -O2 %s %t.runtime.o -pthread -o %t && %t | %FileCheck %s
#include <custody/short.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct link {
  struct link *next;
};

struct server {
  pthread_mutex_t lock, locks[3];
  int users GUARDED_BY(lock);
  struct link link;
};

struct unruled {
  int i;
  void *data;
};

static pthread_mutex_t global = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t row[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static pthread_mutex_t *rows = row;
static pthread_cond_t condition;
static struct server *_Atomic published;
static struct server *stored;
static struct link *links;
static void *anything;

static void server_lock(struct server *s) ACQUIRE(s->lock) {
  pthread_mutex_lock(&s->lock);
}
static void all_unlock(int how, struct server *s) RELEASE(s->lock) RELEASE(global) {
  if (how) pthread_mutex_unlock(&(*(pthread_mutex_t *)&s->lock));
}

static void *start(void *argument) {
  puts("started");
  return argument;
}

static void *allocate(size_t size) { return calloc(1, size); }

static int through(int (*unlock)(pthread_mutex_t *), pthread_mutex_t *lock) { return unlock(lock); }

int main(void) {
  puts("memory");
  // CHECK-LABEL: memory
  struct server *s = malloc(sizeof *s), *several = calloc(2, sizeof *several);
  // CHECK-NEXT: fresh 176
  // CHECK-NEXT: fresh 352
  // Neither text nor what has no rules is watched.
  char *text = malloc(10), *copy = strdup("text");
  struct unruled *unruled = malloc(sizeof *unruled);
  struct unruled *indirect = allocate(sizeof *indirect);
  // CHECK-NEXT: fresh 16
  // CHECK-NEXT: published
  struct server *also = allocate(sizeof *also);
  // CHECK-NEXT: fresh 176
  several = realloc(several, 3 * sizeof *several);
  // CHECK-NEXT: realloc line [[@LINE-1]] in main
  free(copy);
  // CHECK-NEXT: freed

  puts("locks");
  // CHECK-LABEL: locks
  pthread_mutex_init(&s->lock, NULL);
  for (int i = 0; i < 3; i++) pthread_mutex_init(&s->locks[i], NULL);
  pthread_mutex_lock(&global);
  // CHECK-NEXT: pthread_mutex_lock line [[@LINE-1]] in main class global
  pthread_mutex_unlock(&global);
  // CHECK-NEXT: pthread_mutex_unlock line [[@LINE-1]] in main class global
  if (pthread_mutex_trylock(&row[1]) == 0) pthread_mutex_unlock(&rows[1]);
  // CHECK-NEXT: pthread_mutex_trylock line [[@LINE-1]] in main class row[]
  // CHECK-NEXT: pthread_mutex_unlock line [[@LINE-2]] in main class rows[]
  pthread_mutex_lock(&s->locks[2]);
  // CHECK-NEXT: pthread_mutex_lock line [[@LINE-1]] in main class server.locks[]
  pthread_mutex_t *alias = &s->locks[2];
  pthread_cond_wait(&condition, alias);
  // CHECK-NEXT: pthread_cond_wait line [[@LINE-1]] in main class none
  through(pthread_mutex_unlock, alias);
  // CHECK-NEXT: pthread_mutex_unlock line 0 in pthread_mutex_unlock class none
  (pthread_mutex_lock)(&global);
  // CHECK-NEXT: pthread_mutex_lock line [[@LINE-1]] in main class global
  pthread_mutex_unlock(&global);
  // CHECK-NEXT: pthread_mutex_unlock

  puts("contracts");
  // CHECK-LABEL: contracts
  server_lock(s);
  // CHECK-NEXT: pthread_mutex_lock line 37 in server_lock class server.lock
  // CHECK-NEXT: line [[@LINE-2]] after call ACQUIRE(s->lock) kind 4 of server_lock line 36 base set lock 's->lock' kind 0 state 0
  all_unlock(1, s);
  // CHECK-NEXT: pthread_mutex_unlock line 40 in all_unlock class none
  // CHECK-NEXT: line [[@LINE-2]] after call RELEASE(s->lock) kind 6 of all_unlock line 39 base set lock 's->lock' kind 0 state 0
  // CHECK-NEXT: line [[@LINE-3]] after call RELEASE(global) kind 6 of all_unlock line 39 base null lock 'global' kind 1 global state 0

  puts("stores");
  // CHECK-LABEL: stores
  stored = s;
  // CHECK-NEXT: stored
  several[1].link.next = &s->link;
  // CHECK-NEXT: stored
  links = &s->link;
  // CHECK-NEXT: stored
  anything = s;
  // CHECK-NEXT: stored
  unruled->data = s;
  // CHECK-NEXT: stored
  published = s;
  // CHECK-NEXT: stored
  __atomic_store_n(&stored, also, __ATOMIC_RELEASE);
  // CHECK-NEXT: stored
  struct server *expected = also;
  __atomic_compare_exchange_n(&stored, &expected, s, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  // CHECK-NEXT: stored
  // Neither null, nor what goes into a local variable, nor what has no rules.
  stored = NULL;
  struct server *here = s;
  struct unruled local = {1, NULL};
  local.data = here;
  static struct unruled *kept;
  kept = unruled;
  static char *kept_text;
  kept_text = text;

  puts("threads");
  // CHECK-NEXT: threads
  pthread_t thread;
  pthread_create(&thread, NULL, start, s);
  // CHECK-NEXT: published
  // CHECK-NEXT: pthread_create line [[@LINE-2]] in main class none
  pthread_join(thread, NULL);
  // CHECK: pthread_join line [[@LINE-1]] in main class none

  puts("end");
  // CHECK: end
  free(s);
  // CHECK-NEXT: freed
  free(indirect);
  // CHECK-NEXT: freed
  return kept->i * 0 + (kept_text != text);
}
