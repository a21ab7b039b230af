/* The handler only sets a flag; the other file does the work outside of it. */
#include "handler.h"
#include <signal.h>
#include <unistd.h>

int main(void) {
  signal(SIGUSR1, on_signal);
  while (!pending) pause();
  flush_log();
  return 0;
}
