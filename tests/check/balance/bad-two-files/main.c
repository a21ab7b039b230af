/* The lock is taken and to be given back in another file; one way out forgets to. */
#include "store.h"

static void *run(void *unused) {
  store_begin(&store);
  if (store.entries > 7) return unused; // expect: balance lock
  store.entries++;
  store_end(&store);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  run(0);
  return pthread_join(thread, 0);
}
