/* REQUIRES_SHARED promises a shared lock, so the body may not write under it. */
#include <custody/short.h>
#include <pthread.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int entries GUARDED_BY(lock);

static void insert(void) REQUIRES_SHARED(lock) {
  entries++; // expect-both: lock entries
}

static void *run(void *unused) {
  pthread_rwlock_rdlock(&lock);
  insert();
  pthread_rwlock_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
