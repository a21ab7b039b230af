/* Who has the role may call the entry function. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(voice);

static int depth OWNED_BY(voice);

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  if (depth++ < 3) voice_run(unused);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  return pthread_join(thread, 0);
}
