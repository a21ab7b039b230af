/* Between what stops threads and what lets them go on, the caller may touch what they own; a
 * wrapper of the two does the same. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(worker);

static int table OWNED_BY(worker);

void pause_worker(void) STOPS(worker);
void resume_worker(void) RESUMES(worker);

static void quiet(void) { pause_worker(); }
static void go_on(void) { resume_worker(); }

static void grow(void) { table *= 2; }

static void *work(void *unused) THREAD_ENTRY(worker);
static void *work(void *unused) {
  table++;
  grow();
  return unused;
}

int main(int argc, char **argv) {
  (void)argv;
  pthread_t thread;
  if (pthread_create(&thread, 0, work, 0)) return 1;
  pause_worker();
  table = 0;
  grow();
  resume_worker();
  if (argc > 1) {
    quiet();
    table = argc;
    grow();
    go_on();
  }
  return pthread_join(thread, 0);
}

void pause_worker(void) {}
void resume_worker(void) {}
