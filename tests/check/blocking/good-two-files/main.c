/* What blocks is called from another file on a role that may wait. */
#include "loop.h"

void *run_loop(void *unused) { return unused; }

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run_loop, 0)) return 1;
  look_up("host");
  store(2);
  return pthread_join(thread, 0);
}
