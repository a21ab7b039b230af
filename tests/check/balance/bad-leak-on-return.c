/* The early return keeps the lock: the finding stands at the way out. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int entries GUARDED_BY(lock);

static int insert(int entry) {
  pthread_mutex_lock(&lock); // expect-note: taken
  if (entry < 0) return -1; // expect-both: balance lock
  entries += entry;
  pthread_mutex_unlock(&lock);
  return 0;
}

static void *run(void *unused) {
  insert(5);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  insert(6);
  return pthread_join(thread, 0);
}
