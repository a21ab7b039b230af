/* An array of locks, of which a hash of the key chooses one: by an index, a macro, a function that
 * returns the lock, a pointer to the bucket, two of them in order, all of them at once. */
#include <custody/short.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#define LOCKS 64u
#define MASK (LOCKS - 1)
static pthread_mutex_t item_locks[LOCKS];

struct item {
  struct item *next GUARDED_BY(item_locks[]);
  uint32_t hash IMMUTABLE;
  int uses GUARDED_BY(item_locks[]);
};

struct bucket {
  pthread_mutex_t lock;
  struct item *items GUARDED_BY(lock);
  int count GUARDED_BY(lock);
};
static struct bucket buckets[LOCKS];

#define BUCKET(hash) (&buckets[(hash)&MASK])

static void touch(struct item *it) {
  pthread_mutex_lock(&item_locks[it->hash & MASK]);
  it->uses++;
  pthread_mutex_unlock(&item_locks[it->hash & MASK]);
#ifdef BROKEN
  it->uses = 0; // expect-both: lock item.uses
#endif
}

static pthread_mutex_t *lock_of(uint32_t hash) { return &item_locks[hash & MASK]; }

static void item_lock(uint32_t hash) { pthread_mutex_lock(lock_of(hash)); }
static void item_unlock(uint32_t hash) { pthread_mutex_unlock(lock_of(hash)); }

static int use(struct item *it) {
  uint32_t hash = it->hash;
  item_lock(hash);
  int uses = ++it->uses;
#ifdef BROKEN
  if (uses < 0) return uses; // expect-both: balance item_locks
#endif
  item_unlock(hash);
  return uses;
}

static int try_use(struct item *it) {
  pthread_mutex_t *lock = lock_of(it->hash);
  if (pthread_mutex_trylock(lock) != 0) return -1;
  int uses = ++it->uses;
  pthread_mutex_unlock(lock);
  return uses;
}

static void insert(struct item *it) {
  struct bucket *b = BUCKET(it->hash);
  pthread_mutex_lock(&b->lock);
  b->items = it;
  b->count++;
  pthread_mutex_unlock(&b->lock);
#ifdef BROKEN
  BUCKET(it->hash)->count++; // expect-both: lock bucket.count
#endif
}

static void move(uint32_t from, uint32_t to) {
  struct bucket *a = BUCKET(from), *b = BUCKET(to);
  if (a == b) return;
  if (a > b) {
    struct bucket *c = a;
    a = b;
    b = c;
  }
  pthread_mutex_lock(&a->lock);
#ifndef BROKEN
  pthread_mutex_lock(&b->lock);
#endif
  a->count--;
  b->count++; // expect-both: lock bucket.count
#ifndef BROKEN
  pthread_mutex_unlock(&b->lock);
#endif
  pthread_mutex_unlock(&a->lock);
}

static int count_all(void) {
  int sum = 0;
  for (unsigned i = 0; i < LOCKS; i++) {
    pthread_mutex_lock(&buckets[i].lock);
    sum += buckets[i].count;
    pthread_mutex_unlock(&buckets[i].lock);
  }
  return sum;
}

static void clear_all(void) {
  for (unsigned i = 0; i < LOCKS; i++) pthread_mutex_lock(&buckets[i].lock);
  for (unsigned i = 0; i < LOCKS; i++) buckets[i].count = 0;
  for (unsigned i = 0; i < LOCKS; i++) pthread_mutex_unlock(&buckets[i].lock);
}

static void *worker(void *unused) {
  struct item *it = calloc(1, sizeof *it);
  if (!it) return NULL;
  it->hash = 77;
  insert(it);
  touch(it);
  if (use(it) > 3 && try_use(it) > 3) move(it->hash, 7);
  if (count_all() > 1000) clear_all();
  return unused;
}

int main(void) {
  pthread_t threads[3];
  for (unsigned i = 0; i < LOCKS; i++) {
    pthread_mutex_init(&item_locks[i], NULL);
    pthread_mutex_init(&buckets[i].lock, NULL);
  }
  for (int i = 0; i < 3; i++)
    if (pthread_create(&threads[i], NULL, worker, NULL)) return 1;
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  return 0;
}
