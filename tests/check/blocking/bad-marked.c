/* BLOCKING on a function of one's own; what is inside it is not told a second time. */
#include <custody/short.h>
#include <pthread.h>
#include <semaphore.h>

THREAD_ROLE(main);
THREAD_ROLE_POOL(loop);
NONBLOCKING_ROLE(loop);

static sem_t done;

static void wait_for_disk(void) BLOCKING;
static void wait_for_disk(void) { sem_wait(&done); }

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) {
  sem_wait(&done); // expect-both: blocking sem_wait
  wait_for_disk(); // expect-both: blocking wait_for_disk
  return unused;
}

int main(void) {
  pthread_t thread;
  if (sem_init(&done, 0, 0) || pthread_create(&thread, 0, run_loop, 0)) return 1;
  wait_for_disk();
  return pthread_join(thread, 0);
}
