/* What the pointer points to is touched by atomic operations only, or written under a lock and read
 * atomically. */
#include <custody/short.h>
#include <pthread.h>

struct stats {
  pthread_mutex_t lock;
  int *hits PT_ATOMIC;
  int *limit PT_WRITE_GUARDED_BY(lock);
};

static int hits, limit;
static struct stats stats = {PTHREAD_MUTEX_INITIALIZER, &hits, &limit};

static void bump(int *n) {
  ++*n; // expect-both: atomic '*stats.hits' is written
}

static void *run(void *unused) {
  bump(stats.hits);
  __atomic_fetch_add(stats.hits, 1, __ATOMIC_RELAXED);
  int seen = *stats.hits; // expect-both: atomic '*stats.hits' is read
  if (seen > *stats.limit) // expect: atomic '*stats.limit' is read
    *stats.limit = seen;   // expect-both: lock '*stats.limit' is written
  pthread_mutex_lock(&stats.lock);
  *stats.limit = seen;
  pthread_mutex_unlock(&stats.lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  run(0);
  return pthread_join(thread, 0);
}
