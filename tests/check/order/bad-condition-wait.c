/* A wait on a condition gives its lock away and takes it again, with what was taken since held. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t jobs = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t results = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int ready GUARDED_BY(jobs);

static void *wait_for_job(void *unused) {
  pthread_mutex_lock(&jobs);
  pthread_mutex_lock(&results);
  while (!ready) pthread_cond_wait(&changed, &jobs); // expect-both: order 'jobs' is taken with 'results' held
  pthread_mutex_unlock(&results);
  pthread_mutex_unlock(&jobs);
  return unused;
}

static void *work(void *unused) {
  pthread_mutex_lock(&jobs);
  pthread_mutex_lock(&results);
  ready = 1;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&results);
  pthread_mutex_unlock(&jobs);
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, wait_for_job, 0) || pthread_create(&two, 0, work, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
