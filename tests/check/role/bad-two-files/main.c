/* The thread is started here, the helper it goes through is in another file, and calls back. */
#include "control.h"

static int users OWNED_BY(main);

void log_in(void) { users++; }

void *voice_run(void *unused) {
  hear(); // expect-note: hear
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  log_in();
  return pthread_join(thread, 0);
}
