/* Threads that stand still touch nothing: what only they and the caller touch needs no lock. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE_POOL(worker);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int served GUARDED_BY(lock);
static pthread_t workers[4];

static void *work(void *unused) THREAD_ENTRY(worker) {
  pthread_mutex_lock(&lock);
  served++;
  pthread_mutex_unlock(&lock);
  return unused;
}

static void stop_workers(void) STOPS(worker);
static void stop_workers(void) {}

int main(void) {
  for (int i = 0; i < 4; i++) pthread_create(&workers[i], 0, work, 0);
  stop_workers();
  return served;
}
