/* Waiting on a condition gives the lock back and takes it again. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static int jobs GUARDED_BY(lock);

static void *run(void *unused) {
  pthread_mutex_lock(&lock);
  while (jobs == 0) pthread_cond_wait(&change, &lock);
  jobs--;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  pthread_mutex_lock(&lock);
  jobs++;
  pthread_cond_signal(&change);
  pthread_mutex_unlock(&lock);
  return pthread_join(thread, 0);
}
