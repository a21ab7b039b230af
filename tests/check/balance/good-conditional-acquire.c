/* Where the result tells whether the lock was taken, the callers can know. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int entries GUARDED_BY(lock);

static int begin(int wanted) {
  if (!wanted) return 0;
  pthread_mutex_lock(&lock);
  return 1;
}

static void *run(void *unused) {
  if (begin(unused != 0)) {
    entries++;
    pthread_mutex_unlock(&lock);
  }
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
