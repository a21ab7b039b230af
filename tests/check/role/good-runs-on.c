/* RUNS_ON is assumed inside and kept at every call; one of several roles is enough. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static int users OWNED_BY(main);
static int heard OWNED_BY(voice);

static void log_in(void) RUNS_ON(main) { users++; }

static void hear(void) RUNS_ON(voice) { heard++; }

static void tell(void) RUNS_ON(main, voice) {}

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  hear();
  tell();
  return unused;
}

int main(void) {
  pthread_t thread;
  log_in();
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  log_in();
  tell();
  return pthread_join(thread, 0);
}
