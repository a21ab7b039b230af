/* The handler is in one file, what it calls in another. */
#include "handler.h"
#include <signal.h>
#include <unistd.h>

int main(void) {
  signal(SIGUSR1, on_signal); // expect-note: 'on_signal' is installed as a signal handler here
  while (!pending) pause();
  flush_log();
  return 0;
}
