/* Macros that hide all of it: the lock, the section, the field, the object, an early return, a
 * statement expression, a loop that is a section. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

#define LOCKED(object) pthread_mutex_lock(&(object)->lock)
#define UNLOCKED(object) pthread_mutex_unlock(&(object)->lock)
#define WITH_LOCK(m)                                                                               \
  for (int once_ = (pthread_mutex_lock(m), 1); once_; once_ = (pthread_mutex_unlock(m), 0))
#define GET(object, member)                                                                        \
  __extension__({                                                                                  \
    LOCKED(object);                                                                                \
    __typeof__((object)->member) got_ = (object)->member;                                          \
    UNLOCKED(object);                                                                              \
    got_;                                                                                          \
  })
#define RETURN(object, value)                                                                      \
  do {                                                                                             \
    int value_ = (value);                                                                          \
    UNLOCKED(object);                                                                              \
    return value_;                                                                                 \
  } while (0)
#define LOCK_BOTH(a, b)                                                                            \
  do {                                                                                             \
    if ((a) < (b)) LOCKED(a), LOCKED(b);                                                           \
    else LOCKED(b), LOCKED(a);                                                                     \
  } while (0)
#define FIELDS                                                                                     \
  int hits GUARDED_BY(lock);                                                                       \
  int misses GUARDED_BY(lock)

struct cache {
  pthread_mutex_t lock;
  FIELDS;
};

static int hit(struct cache *c) {
  LOCKED(c);
  if (c->hits > 100) RETURN(c, -1);
  c->hits++;
  RETURN(c, c->hits);
}

static void miss(struct cache *c) {
  WITH_LOCK(&c->lock) c->misses++;
  WITH_LOCK(&c->lock) {
    c->hits--;
    c->misses++;
  }
#ifdef BROKEN
  c->misses--; // expect-both: lock cache.misses
  WITH_LOCK(&c->lock) {
    if (c->hits > 7) return; // expect-both: balance c->lock
  }
#endif
}

static int sum(struct cache *c) {
  int all = GET(c, hits) + GET(c, misses);
#ifdef BROKEN
  all += c->hits; // expect-both: lock cache.hits
#endif
  return all;
}

static void move(struct cache *a, struct cache *b) {
  LOCK_BOTH(a, b);
  a->hits += b->hits;
  b->hits = 0;
  UNLOCKED(a);
#ifdef BROKEN
  a->hits = 0; // expect-both: lock cache.hits
#endif
  UNLOCKED(b);
}

static struct cache caches[2] = {{PTHREAD_MUTEX_INITIALIZER, 0, 0}, {PTHREAD_MUTEX_INITIALIZER, 0, 0}};

static void *run(void *unused) {
  if (hit(&caches[0]) < 0) miss(&caches[1]);
  if (sum(&caches[0]) > 7) move(&caches[0], &caches[1]);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
