/* The threads run again, or stood still on one way only. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(worker);

static int table OWNED_BY(worker);
static int size OWNED_BY(worker);

void pause_worker(void) STOPS(worker);
void resume_worker(void) RESUMES(worker);

static void grow(void) { size *= 2; } // expect-both: owner size

static void *work(void *unused) THREAD_ENTRY(worker);
static void *work(void *unused) {
  table++;
  size++;
  return unused;
}

int main(int argc, char **argv) {
  (void)argv;
  pthread_t thread;
  if (pthread_create(&thread, 0, work, 0)) return 1;
  pause_worker();
  table = 0;
  resume_worker();
  grow();
  if (argc > 1) pause_worker();
  table = argc; // expect-both: owner table
  if (argc > 1) resume_worker();
  return pthread_join(thread, 0);
}

void pause_worker(void) {}
void resume_worker(void) {}
