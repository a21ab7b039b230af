/* Readers do not keep readers out: where both sides of a lock read, nobody waits. */
#include <custody/short.h>
#include <pthread.h>

static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t cache = PTHREAD_MUTEX_INITIALIZER;

static void *look(void *unused) {
  pthread_rwlock_rdlock(&table);
  pthread_mutex_lock(&cache);
  pthread_mutex_unlock(&cache);
  pthread_rwlock_unlock(&table);
  return unused;
}

static void *evict(void *unused) {
  pthread_mutex_lock(&cache);
  pthread_rwlock_rdlock(&table);
  pthread_rwlock_unlock(&table);
  pthread_mutex_unlock(&cache);
  return unused;
}

static void *change(void *unused) {
  pthread_rwlock_wrlock(&table);
  pthread_rwlock_unlock(&table);
  return unused;
}

int main(void) {
  pthread_t one, two, three;
  if (pthread_create(&one, 0, look, 0) || pthread_create(&two, 0, evict, 0)) return 1;
  if (pthread_create(&three, 0, change, 0)) return 1;
  pthread_join(one, 0);
  pthread_join(two, 0);
  return pthread_join(three, 0);
}
