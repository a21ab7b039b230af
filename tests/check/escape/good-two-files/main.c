/* Other files call the type's functions. */
#include "pool.h"

static void *worker(void *unused) {
  pool_take(&pool);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  pool_give(&pool);
  pthread_join(thread, 0);
  return pool_used(&pool);
}
