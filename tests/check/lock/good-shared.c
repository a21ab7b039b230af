/* A shared lock is enough to read, an exclusive one to write. */
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
  pthread_rwlock_wrlock(&lock);
  entries++;
  pthread_rwlock_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  int n = count();
  pthread_join(thread, 0);
  return n;
}
