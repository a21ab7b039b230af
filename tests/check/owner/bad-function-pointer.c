/* Roles flow through function pointers: who calls through the field runs what was stored in it. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct handler {
  void (*on_packet)(int length);
};

static int packets OWNED_BY(main);

static void count(int length) {
  packets += length; // expect-both: owner packets
}

static struct handler handler = {.on_packet = count};

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  handler.on_packet(1);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  return pthread_join(thread, 0);
}
