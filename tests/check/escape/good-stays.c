/* Addresses that stay in the section, or are not of what is guarded. */
#include <custody/short.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
  pthread_mutex_t lock;
  struct entry *next, **back;
  int value GUARDED_BY(lock);
  int id;
};

struct table {
  pthread_mutex_t lock;
  struct entry *first GUARDED_BY(lock);
  int counts[4] GUARDED_BY(lock);
  int *cursor GUARDED_BY(lock);
  int *own_cursor;
  char name[16] GUARDED_BY(lock);
};

struct cursor {
  int *at;
};

static struct table table = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The caller holds the lock, and goes on holding it. */
static int *slot_of(struct table *t, int i) REQUIRES(t->lock);
static int *slot_of(struct table *t, int i) { return &t->counts[i & 3]; }

static void cursor_at(struct cursor *c, struct table *t) REQUIRES(t->lock);
static void cursor_at(struct cursor *c, struct table *t) { c->at = &t->counts[0]; }

/* No section is left here: who calls it holds the lock. */
static int *inferred_slot(struct table *t) { return &t->counts[1]; }

static int *open_slot(struct table *t) ACQUIRE(t->lock) {
  pthread_mutex_lock(&t->lock);
  return &t->counts[0];
}

/* What a guarded pointer points to is another object, with a lock of its own. */
static struct entry *first_of(struct table *t) {
  pthread_mutex_lock(&t->lock);
  struct entry *e = t->first;
  pthread_mutex_unlock(&t->lock);
  return e;
}

static pthread_mutex_t *lock_of(struct table *t) {
  pthread_mutex_lock(&t->lock);
  pthread_mutex_unlock(&t->lock);
  return &t->lock;
}

static int *id_of(struct table *t) {
  pthread_mutex_lock(&t->lock);
  int *id = t->first ? &t->first->id : 0;
  pthread_mutex_unlock(&t->lock);
  return id;
}

static void add(struct table *t, struct entry *e) {
  pthread_mutex_lock(&t->lock);
  e->next = t->first;
  if (t->first) t->first->back = &e->next;
  t->first = e;
  e->back = &t->first;
  t->cursor = &t->counts[2];
  t->own_cursor = &t->counts[3];
  pthread_mutex_unlock(&t->lock);
}

static void fill(int *counts, int n) {
  for (int i = 0; i < n; i++) counts[i] = i;
}

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static void uses(struct table *t) {
  struct cursor here;
  pthread_mutex_lock(&t->lock);
  fill(t->counts, 4);
  qsort(t->counts, 4, sizeof t->counts[0], compare);
  snprintf(t->name, sizeof t->name, "%d", *slot_of(t, 1));
  cursor_at(&here, t);
  *here.at = *inferred_slot(t);
  int *last = &t->counts[3];
  *last = 0;
  pthread_mutex_unlock(&t->lock);
  last = 0;
}

static struct table *table_new(void) {
  struct table *t = calloc(1, sizeof *t);
  if (!t) abort();
  pthread_mutex_init(&t->lock, 0);
  t->own_cursor = &t->counts[0];
  return t;
}

static void *worker(void *unused) {
  struct entry *e = calloc(1, sizeof *e);
  if (!e) return 0;
  pthread_mutex_init(&e->lock, 0);
  add(&table, e);
  uses(&table);
  *open_slot(&table) = 1;
  pthread_mutex_unlock(&table.lock);
  if (first_of(&table) && id_of(&table)) printf("%p\n", (void *)lock_of(&table));
  free(table_new());
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  worker(0);
  return pthread_join(thread, 0);
}
