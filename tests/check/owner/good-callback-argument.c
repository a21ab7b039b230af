/* A function that is passed on is called by whoever the callee lets call it: here main itself. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static int packets OWNED_BY(main);
static int heard OWNED_BY(voice);

static void each(int count, void (*visit)(int)) {
  for (int i = 0; i < count; i++) visit(i);
}

static void count_packet(int number) { packets += number; }

static void count_heard(int number) { heard += number; }

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  each(3, count_heard);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  each(4, count_packet);
  return pthread_join(thread, 0);
}
