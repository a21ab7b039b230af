/* WRITTEN_BY: one role writes, anyone reads, all by atomic operations. */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static _Atomic long packets WRITTEN_BY(voice);

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  atomic_store_explicit(&packets, packets + 1, memory_order_relaxed);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  long seen = atomic_load(&packets);
  pthread_join(thread, 0);
  return seen > 1;
}
