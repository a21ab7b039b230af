/* A function of the program's own that has the name of one that blocks is not that one. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(loop);

static int naps;
static void res_query(void) { naps++; }

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) {
  res_query();
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run_loop, 0)) return 1;
  return pthread_join(thread, 0);
}
