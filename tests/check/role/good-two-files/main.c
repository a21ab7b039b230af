/* The header alone says which role a function runs on; the definition need not repeat it. */
#include "control.h"

static int users OWNED_BY(main);

void log_in(void) { users++; }

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  log_in();
  return pthread_join(thread, 0);
}
