/* At most one live thread has a role. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static void *voice_run(void *unused) THREAD_ENTRY(voice) { return unused; }

int main(void) {
  pthread_t first, second;
  if (pthread_create(&first, 0, voice_run, 0)) return 1;
  if (pthread_create(&second, 0, voice_run, 0)) return 1; // expect-both: role voice
  pthread_join(first, 0);
  return pthread_join(second, 0);
}
