/* A read lock over a held read lock is fine. */
#include <custody/short.h>
#include <pthread.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int entries GUARDED_BY(lock);

static int count(void) {
  pthread_rwlock_rdlock(&lock);
  int n = entries;
  pthread_rwlock_unlock(&lock);
  return n;
}

static void *run(void *unused) {
  pthread_rwlock_rdlock(&lock);
  int n = entries + count();
  pthread_rwlock_unlock(&lock);
  return n ? unused : 0;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
