/* Atomic operations through a pointer, in another file than the threads. */
#include "stats.h"

static void *run(void *unused) {
  stats_count(&stats, 3);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  stats_count(&stats, 4);
  pthread_join(thread, 0);
  return stats_packets(&stats) != 7;
}
