/* A policy names locks that another file keeps to itself. */
// compile: -fcustody-policy=own.yaml
#include "shared.h"

#include <pthread.h>

static struct item item;
static int total;

static void *run(void *unused) {
  item_lock(7);
  item.count++;
  item_unlock(7);
#ifdef BROKEN
  item.count = 0; // expect: lock item.count
#endif
  stats_lock_take();
  total++;
  stats_lock_give();
#ifdef BROKEN
  item_lock(7);
  total++; // expect: lock total
  item_unlock(7);
#endif
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  run(NULL);
  return pthread_join(thread, NULL);
}
