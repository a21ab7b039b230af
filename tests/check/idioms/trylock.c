/* Trylock in every spelling: compared with zero, negated, kept in a variable, with an early way out,
 * in a loop's condition, as one of several conditions, and with a look at why it failed. */
#include <custody/short.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

struct cache {
  pthread_mutex_t lock;
  unsigned long hits GUARDED_BY(lock);
  unsigned long misses GUARDED_BY(lock);
  unsigned long skipped ATOMIC;
};

static void hit(struct cache *c) {
  if (pthread_mutex_trylock(&c->lock) == 0) {
    c->hits++;
    pthread_mutex_unlock(&c->lock);
  } else {
    __atomic_fetch_add(&c->skipped, 1, __ATOMIC_RELAXED);
#ifdef BROKEN
    c->hits--; // expect-both: lock cache.hits
#endif
  }
}

static void miss(struct cache *c) {
  if (!pthread_mutex_trylock(&c->lock)) {
    c->misses++;
#ifdef BROKEN
    if (c->misses == 0) return; // expect-both: balance c->lock
#endif
    pthread_mutex_unlock(&c->lock);
  }
}

static unsigned long both(struct cache *c) {
  unsigned long sum = 0;
  int busy = pthread_mutex_trylock(&c->lock);
#ifndef BROKEN
  if (!busy) sum = c->hits + c->misses;
#else
  if (busy) sum = c->hits; // expect-both: lock cache.hits
#endif
  sched_yield();
  if (!busy) pthread_mutex_unlock(&c->lock);
  return sum;
}

static int reset(struct cache *c) {
  int failed;
  if ((failed = pthread_mutex_trylock(&c->lock)) != 0) goto busy;
  c->hits = 0;
  c->misses = 0;
  pthread_mutex_unlock(&c->lock);
  return 0;
busy:
#ifdef BROKEN
  pthread_mutex_unlock(&c->lock); // expect-both: balance c->lock
#endif
  return failed;
}

static void wait_for(struct cache *c) {
  while (pthread_mutex_trylock(&c->lock) != 0) {
    sched_yield();
#ifdef BROKEN
    c->misses++; // expect-both: lock cache.misses
#endif
  }
  c->hits++;
  pthread_mutex_unlock(&c->lock);
}

static bool spin_for(struct cache *c, int tries) {
  bool got = false;
  while (!got && tries-- > 0) got = pthread_mutex_trylock(&c->lock) == 0;
#ifndef BROKEN
  if (!got) return false;
#endif
  c->hits++;                      // expect-both: lock cache.hits
  pthread_mutex_unlock(&c->lock); // expect-both: balance c->lock
  return true;
}

static void hit_if_wanted(struct cache *c, bool wanted) {
  if (wanted && pthread_mutex_trylock(&c->lock) == 0) {
    c->hits++;
    pthread_mutex_unlock(&c->lock);
  }
#ifdef BROKEN
  if (wanted || pthread_mutex_trylock(&c->lock) == 0) {
    c->misses++;                    // expect-both: lock cache.misses
    pthread_mutex_unlock(&c->lock); // expect-both: balance c->lock
  }
#endif
}

static int count(struct cache *c, unsigned long *hits) {
  int result = pthread_mutex_trylock(&c->lock);
  switch (result) {
  case 0: *hits = c->hits; break;
  case EBUSY:
#ifdef BROKEN
    *hits = c->hits; // expect-both: lock cache.hits
#endif
    return -1;
  default: return result;
  }
  pthread_mutex_unlock(&c->lock);
  return 0;
}

static struct cache cache = {PTHREAD_MUTEX_INITIALIZER, 0, 0, 0};

static void *worker(void *unused) {
  unsigned long hits;
  for (int i = 0; i < 1000; i++) {
    hit(&cache);
    miss(&cache);
    wait_for(&cache);
    spin_for(&cache, 3);
    hit_if_wanted(&cache, i & 1);
    if (both(&cache) > 100) reset(&cache);
    if (count(&cache, &hits) == 0 && hits > 7) break;
  }
  return unused;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    if (pthread_create(&threads[i], NULL, worker, NULL)) return 1;
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  return 0;
}
