/* A loop that starts threads starts more than one. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static void *voice_run(void *unused) THREAD_ENTRY(voice) { return unused; }

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    if (pthread_create(&threads[i], 0, voice_run, 0)) return 1; // expect-both: role voice
  for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
  return 0;
}
