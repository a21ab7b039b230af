/* One of two locks is not enough to write; none is not enough to read. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static int value GUARDED_BY(left, right);

static void *run(void *unused) {
  pthread_mutex_lock(&left);
  value++; // expect-both: lock value
  pthread_mutex_unlock(&left);
  return value ? unused : 0; // expect-both: lock value
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
