/* Every way out gives back what was taken: returns, goto, a loop's break, nested scopes. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;

static int work(int n) {
  int result = -1;
  pthread_mutex_lock(&lock);
  if (n < 0) {
    pthread_mutex_unlock(&lock);
    return -2;
  }
  for (int i = 0; i < n; i++) {
    pthread_rwlock_rdlock(&table);
    if (i == 7) {
      pthread_rwlock_unlock(&table);
      break;
    }
    pthread_rwlock_unlock(&table);
  }
  if (n > 100) goto out;
  result = n;
out:
  pthread_mutex_unlock(&lock);
  return result;
}

static void *run(void *unused) {
  work(5);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  work(6);
  return pthread_join(thread, 0);
}
