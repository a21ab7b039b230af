/* Calling an entry function as a common function does not make its role one's own. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static void *voice_run(void *unused) THREAD_ENTRY(voice) { return unused; }

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  voice_run(0); // expect-both: role voice_run
  return pthread_join(thread, 0);
}
