/* A plain access to what is declared ATOMIC is none, volatile or not. */
#include <custody/short.h>
#include <pthread.h>

static int packets ATOMIC;
static volatile int stop ATOMIC;

static void *run(void *unused) {
  while (!stop) // expect-both: atomic stop
    packets++; // expect-both: atomic packets
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  __atomic_fetch_add(&packets, 1, __ATOMIC_RELAXED);
  stop = 1; // expect-both: atomic stop
  return pthread_join(thread, 0);
}
