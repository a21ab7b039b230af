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
  stats_lock_take();
  total++;
  stats_lock_give();
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  run(NULL);
  return pthread_join(thread, NULL);
}
