/* A lock that depends on something: a variable that says whether it's held, a flag parameter, the
 * mode of an access, a setting that never changes, a return code. */
#include <custody/short.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum access { READ, WRITE };
#define NO_LOCK 1u

struct options {
  bool threaded IMMUTABLE;
};

struct table {
  pthread_rwlock_t lock;
  const struct options *options;
  int rows GUARDED_BY(lock);
  int reads GUARDED_BY(lock);
};

static int count(struct table *t, bool must) {
  bool locked = false;
  int rows = -1;
  if (must) {
    pthread_rwlock_rdlock(&t->lock);
    locked = true;
  } else if (pthread_rwlock_tryrdlock(&t->lock) == 0) {
    locked = true;
  }
#ifndef BROKEN
  if (locked) rows = t->rows;
#else
  rows = t->rows; // expect-both: lock table.rows
#endif
  if (locked) pthread_rwlock_unlock(&t->lock);
  return rows;
}

static void append(struct table *t, unsigned flags) {
  if (!(flags & NO_LOCK)) pthread_rwlock_wrlock(&t->lock);
  t->rows++; // expect-both: lock table.rows
  if (!(flags & NO_LOCK)) pthread_rwlock_unlock(&t->lock);
}

static void append_two(struct table *t) {
  pthread_rwlock_wrlock(&t->lock);
  append(t, NO_LOCK);
  append(t, NO_LOCK);
  pthread_rwlock_unlock(&t->lock);
#ifdef BROKEN
  append(t, NO_LOCK);
#endif
}

static void begin(struct table *t, enum access access) {
  if (access == WRITE) pthread_rwlock_wrlock(&t->lock);
  else pthread_rwlock_rdlock(&t->lock);
}

static void end(struct table *t) { pthread_rwlock_unlock(&t->lock); }

static int visit(struct table *t) {
  begin(t, READ);
  int rows = t->rows;
  end(t);
#ifndef BROKEN
  begin(t, WRITE);
#else
  begin(t, READ);
#endif
  t->reads++; // expect-both: lock table.reads
  end(t);
  return rows;
}

static void clear(struct table *t) {
  if (t->options->threaded) pthread_rwlock_wrlock(&t->lock);
  if (t->options->threaded) {
    t->rows = 0;
    t->reads = 0;
  }
#ifdef BROKEN
  if (!t->options->threaded) t->rows = 0; // expect-both: lock table.rows
#endif
  if (t->options->threaded) pthread_rwlock_unlock(&t->lock);
}

static int lock_small(struct table *t, int most) {
  pthread_rwlock_wrlock(&t->lock);
  if (t->rows <= most) return 0;
  pthread_rwlock_unlock(&t->lock);
  return -1;
}

static void shrink(struct table *t) {
#ifndef BROKEN
  if (lock_small(t, 100) < 0) return;
#else
  lock_small(t, 100);
#endif
  t->rows--;                         // expect-both: lock table.rows
  pthread_rwlock_unlock(&t->lock); // expect-both: balance t->lock
}

static const struct options options = {true};
static struct table table = {PTHREAD_RWLOCK_INITIALIZER, &options, 0, 0};

static void *run(void *argument) {
  append(&table, 0);
  append_two(&table);
  visit(&table);
  if (count(&table, argument != NULL) > 1000) clear(&table);
  shrink(&table);
  return argument;
}

int main(int argc, char **argv) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, argc > 1 ? argv[1] : NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
