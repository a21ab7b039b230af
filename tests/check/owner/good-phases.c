/* Before the first thread is started main may touch every global; after a thread was joined, what
 * its role owned. */
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
  packets = 0;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  pthread_join(thread, 0);
  return packets;
}
