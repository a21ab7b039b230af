/* Between a thread's start and its join, main may not touch what that thread's role owns. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static int packets OWNED_BY(voice);

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  packets++;
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  packets = 0; // expect-both: owner packets
  pthread_join(thread, 0);
  return packets;
}
