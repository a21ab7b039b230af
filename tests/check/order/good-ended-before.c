/* The one thread that takes the locks the other way round has ended by then; others go on. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_t grower, worker;
static int stop GUARDED_BY(a);

static void *grow(void *unused) {
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&b);
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
  return unused;
}

static void *work(void *unused) {
  pthread_mutex_lock(&a);
  pthread_mutex_unlock(&a);
  return unused;
}

static void stop_grower(void) {
  pthread_mutex_lock(&a);
  stop = 1;
  pthread_mutex_unlock(&a);
  pthread_join(grower, 0);
}

static void stop_worker(void) {
  pthread_mutex_lock(&a);
  stop = 2;
  pthread_mutex_unlock(&a);
}

static void stop_all(void) {
  stop_grower();
  pthread_mutex_lock(&b);
  stop_worker();
  pthread_mutex_unlock(&b);
  pthread_join(worker, 0);
}

int main(void) {
  if (pthread_create(&grower, 0, grow, 0) || pthread_create(&worker, 0, work, 0)) return 1;
  stop_all();
  return 0;
}
