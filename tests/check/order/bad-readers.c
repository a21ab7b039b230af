/* A reader waits for a writer, and, where the lock prefers writers, for one that waits itself. */
#define _GNU_SOURCE
#include <custody/short.h>
#include <pthread.h>

static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t fair = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
static pthread_mutex_t cache = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;

static void *change(void *unused) {
  pthread_rwlock_wrlock(&table);
  pthread_mutex_lock(&cache);
  pthread_mutex_unlock(&cache);
  pthread_rwlock_unlock(&table);
  pthread_rwlock_rdlock(&fair);
  pthread_mutex_lock(&journal);
  pthread_mutex_unlock(&journal);
  pthread_rwlock_unlock(&fair);
  return unused;
}

static void *evict(void *unused) {
  pthread_mutex_lock(&cache);
  pthread_rwlock_rdlock(&table); // expect-both: order 'table' is taken with 'cache' held
  pthread_rwlock_unlock(&table);
  pthread_mutex_unlock(&cache);
  pthread_mutex_lock(&journal);
  pthread_rwlock_rdlock(&fair); // expect-both: order 'fair' is taken with 'journal' held
  pthread_rwlock_unlock(&fair);
  pthread_mutex_unlock(&journal);
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, change, 0) || pthread_create(&two, 0, evict, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
