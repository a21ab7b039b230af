/* The writer's own plain write is no atomic operation; another role's write is not its to make. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static long packets WRITTEN_BY(voice);

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  packets++; // expect-both: atomic packets
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  __atomic_store_n(&packets, 0, __ATOMIC_RELAXED); // expect-both: owner packets
  long seen = packets; // expect-both: atomic packets
  pthread_join(thread, 0);
  return seen > 1;
}
