/* A role may have a second thread once the first one has been joined. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static void *voice_run(void *unused) THREAD_ENTRY(voice) { return unused; }

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  pthread_join(thread, 0);
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  return pthread_join(thread, 0);
}
