/* A loop's thread sleeps, waits for a child, and flushes a file, below its entry. */
#include <custody/short.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(loop);

static void save(int file) {
  fsync(file); // expect-both: blocking role 'loop' must not block, but calls 'fsync', which may
}

static void reap(void) {
  int status;
  waitpid(-1, &status, 0); // expect-both: blocking waitpid
  while (waitpid(-1, &status, WNOHANG) > 0) {}
}

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) {
  save(1);
  reap();
  sleep(1); // expect-both: blocking sleep
  sleep(2);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run_loop, 0)) return 1;
  return pthread_join(thread, 0);
}
