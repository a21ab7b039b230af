/* Other roles may block, and so may a function that both call, where only they come. */
#include <custody/short.h>
#include <pthread.h>
#include <unistd.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
THREAD_ROLE(disk);
NONBLOCKING_ROLE(loop);

static void nap(void) { usleep(1); }

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) { return unused; }

static void *run_disk(void *unused) THREAD_ENTRY(disk);
static void *run_disk(void *unused) {
  nap();
  fsync(1);
  return unused;
}

int main(void) {
  pthread_t loop, disk;
  if (pthread_create(&loop, 0, run_loop, 0) || pthread_create(&disk, 0, run_disk, 0)) return 1;
  nap();
  pthread_join(loop, 0);
  return pthread_join(disk, 0);
}
