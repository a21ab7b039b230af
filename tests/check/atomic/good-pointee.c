/* Atomic operations through the pointer, of whichever kind, and by a function that gets it. */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>

struct stats {
  pthread_mutex_t lock;
  atomic_int *hits PT_ATOMIC;
  int *limit PT_WRITE_GUARDED_BY(lock);
};

static atomic_int hits;
static int limit;
static struct stats stats = {PTHREAD_MUTEX_INITIALIZER, &hits, &limit};

static void bump(atomic_int *n) { ++*n; }

static void *run(void *unused) {
  bump(stats.hits);
  atomic_fetch_add(stats.hits, 1);
  int seen = *stats.hits;
  if (seen > __atomic_load_n(stats.limit, __ATOMIC_RELAXED)) {
    pthread_mutex_lock(&stats.lock);
    if (seen > *stats.limit) __atomic_store_n(stats.limit, seen, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&stats.lock);
  }
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  run(0);
  return pthread_join(thread, 0);
}
