/* What atexit runs, runs on main, and is no handler. */
#include <custody/short.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static int users OWNED_BY(main);

static void say_bye(void) { printf("%d users\n", users); }

static void *voice_run(void *unused) THREAD_ENTRY(voice);
static void *voice_run(void *unused) {
  atexit(say_bye);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  users++;
  return pthread_join(thread, 0);
}
