/* One function takes the lock, another gives it back; neither says so. */
#include "store.h"

static void *run(void *unused) {
  store_begin(&store);
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
