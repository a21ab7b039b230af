/* A flag in shared memory is taken to keep its value between the test that locks and its next use. */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int entries GUARDED_BY(lock);
static atomic_int threaded;

static void add(void) {
  if (threaded) pthread_mutex_lock(&lock);
  if (threaded) entries++; // known-miss: lock entries
  if (threaded) pthread_mutex_unlock(&lock);
}

static void *run(void *unused) {
  add();
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  threaded = 1;
  add();
  return pthread_join(thread, 0);
}
