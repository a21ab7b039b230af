/* RUNS_ON and TESTS_ROLE say on which role a call is made, as an entry does. */
#include <custody/short.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(loop);

static pthread_t loop_thread;
static int on_loop(void) TESTS_ROLE(loop);
static int on_loop(void) { return pthread_equal(pthread_self(), loop_thread); }

void lock_file(int file) RUNS_ON(loop);
void lock_file(int file) {
  struct flock lock = {.l_type = F_WRLCK};
  fcntl(file, F_SETLK, &lock);
  fcntl(file, F_SETLKW, &lock); // expect-both: blocking fcntl
}

void pace(void) {
  if (on_loop()) usleep(1); // expect-both: blocking usleep
  else usleep(1000);
}

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) {
  lock_file(1);
  pace();
  return unused;
}

int main(void) {
  if (pthread_create(&loop_thread, 0, run_loop, 0)) return 1;
  pace();
  return pthread_join(loop_thread, 0);
}
