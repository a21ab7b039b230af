/* Two functions start a thread each in one role; that both of them live is not seen. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static void *voice_run(void *unused) THREAD_ENTRY(voice) { return unused; }

static pthread_t start(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 0;
  return thread;
}

static pthread_t start_again(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 0; // known-miss: role voice
  return thread;
}

int main(void) {
  pthread_t first = start(), second = start_again();
  pthread_join(first, 0);
  return pthread_join(second, 0);
}
