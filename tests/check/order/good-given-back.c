/* A function that gives its caller's lock back before it takes another, and takes it again after;
 * a lock of an object that nobody else has; a recursive lock that is had already. */
#define _GNU_SOURCE
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct entry {
  pthread_mutex_t lock;
  int value GUARDED_BY(lock);
};

static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t deep = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct entry *entries[8] GUARDED_BY(table);

static void read_disk(void) {
  pthread_mutex_unlock(&table);
  pthread_mutex_lock(&disk);
  pthread_mutex_unlock(&disk);
  pthread_mutex_lock(&table);
}

static void entry_set(struct entry *e, int value) {
  pthread_mutex_lock(&e->lock);
  e->value = value;
  pthread_mutex_unlock(&e->lock);
}

static struct entry *make(void) {
  struct entry *e = malloc(sizeof *e);
  if (!e) abort();
  pthread_mutex_init(&e->lock, 0);
  entry_set(e, 1);
  return e;
}

static void fill(void) {
  pthread_mutex_lock(&table);
  read_disk();
  entries[0] = make();
  pthread_cond_wait(&changed, &table);
  pthread_mutex_unlock(&table);
}

static void drop(struct entry *e) {
  pthread_mutex_lock(&e->lock);
  pthread_mutex_lock(&table);
  entries[0] = 0;
  pthread_mutex_unlock(&table);
  pthread_mutex_unlock(&e->lock);
  pthread_mutex_lock(&disk);
  pthread_mutex_lock(&table);
  pthread_mutex_unlock(&table);
  pthread_mutex_unlock(&disk);
}

static void again(void) {
  pthread_mutex_lock(&deep);
  pthread_mutex_unlock(&deep);
}

static void *run(void *unused) {
  fill();
  pthread_mutex_lock(&table);
  struct entry *e = entries[0];
  pthread_mutex_unlock(&table);
  if (e) drop(e);
  pthread_mutex_lock(&deep);
  pthread_mutex_lock(&disk);
  again();
  pthread_mutex_unlock(&disk);
  pthread_mutex_unlock(&deep);
  return unused;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    if (pthread_create(&threads[i], 0, run, 0)) return 1;
  for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
  return 0;
}
