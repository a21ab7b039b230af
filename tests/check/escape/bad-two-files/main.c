/* A function of another file is none of the type's own, though it takes a pointer to it. */
#include "pool.h"

static void reset(struct pool *p) {
  p->used = 0; // expect: escape 'pool.used' is written outside the type's own functions
}

static void *worker(void *unused) {
  pool_take(&pool);
  reset(&pool);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  pool_give(&pool);
  return pthread_join(thread, 0);
}
