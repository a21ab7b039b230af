/* What threads wrote is read by their creator after it has joined them: one, an array of them in a
 * loop, those that were started before one failed, in a function of its own. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

THREAD_ROLE(main);
THREAD_ROLE_POOL(worker);
THREAD_ROLE(logger);

enum { MOST = 16 };

struct result {
  pthread_mutex_t lock;
  long sum GUARDED_BY(lock);
  long lines OWNED_BY(logger);
  int errors GUARDED_BY(lock);
};

struct pool {
  pthread_t threads[MOST];
  int started;
  struct result result;
};

static void *work(void *argument) THREAD_ENTRY(worker) {
  struct pool *p = argument;
  for (int i = 0; i < 100; i++) {
    pthread_mutex_lock(&p->result.lock);
    p->result.sum += i;
    pthread_mutex_unlock(&p->result.lock);
  }
  return NULL;
}

static void *log_all(void *argument) THREAD_ENTRY(logger) {
  struct pool *p = argument;
  p->result.lines = 7;
  return NULL;
}

static int start(struct pool *p, int count) {
  for (p->started = 0; p->started < count; p->started++)
    if (pthread_create(&p->threads[p->started], NULL, work, p)) return -1;
  return 0;
}

static void join_all(struct pool *p) {
  for (int i = 0; i < p->started; i++) pthread_join(p->threads[i], NULL);
}

int main(void) {
  static struct pool pool = {.result.lock = PTHREAD_MUTEX_INITIALIZER};
  pthread_t logger;
  if (pthread_create(&logger, NULL, log_all, &pool)) return 1;
  int failed = start(&pool, MOST);
#ifdef BROKEN
  long early = pool.result.sum; // expect-both: lock result.sum
  if (early > 7) return 1;
#endif
  while (pool.started > 1 && failed) pthread_join(pool.threads[--pool.started], NULL);
  join_all(&pool);
#ifdef BROKEN
  pool.result.lines++; // expect-both: owner result.lines
  pool.result.errors = 0; // expect-both: lock result.errors
#endif
  pthread_join(logger, NULL);
  long sum = pool.result.sum + pool.result.lines;
  pool.result.errors = failed;
  return sum > 0 ? 0 : pool.result.errors;
}
