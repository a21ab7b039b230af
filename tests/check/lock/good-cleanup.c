/* A scope that unlocks by itself, as the cleanup attribute makes it. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int value GUARDED_BY(lock);

static void unlock(pthread_mutex_t **held) { pthread_mutex_unlock(*held); }

static int next(int limit) {
  __attribute__((cleanup(unlock))) pthread_mutex_t *held = &lock;
  pthread_mutex_lock(held);
  if (value >= limit) return limit;
  return value++;
}

static void *run(void *unused) {
  next(7);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
