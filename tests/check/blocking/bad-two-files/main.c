/* The chain from the loop's entry to what blocks goes through another file. */
#include "loop.h"

void *run_loop(void *unused) {
  look_up("host"); // expect-note: 'run_loop' calls 'look_up' here
  store(1);        // expect-both: blocking store
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run_loop, 0)) return 1;
  store(2);
  return pthread_join(thread, 0);
}
