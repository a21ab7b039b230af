/* What is asked of TESTS_ROLE first does not block on the loop. */
#include <custody/short.h>
#include <pthread.h>
#include <unistd.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(loop);

static pthread_t loop_thread;
static int on_loop(void) TESTS_ROLE(loop);
static int on_loop(void) { return pthread_equal(pthread_self(), loop_thread); }

static void save(int file) {
  if (!on_loop()) fsync(file);
}

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) {
  save(1);
  return unused;
}

int main(void) {
  if (pthread_create(&loop_thread, 0, run_loop, 0)) return 1;
  save(2);
  return pthread_join(loop_thread, 0);
}
