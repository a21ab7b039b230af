/* Another thread than those that stand still touches it too. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE_POOL(worker);
THREAD_ROLE(clock);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int served GUARDED_BY(lock);
static pthread_t workers[4], ticker;

static void *work(void *unused) THREAD_ENTRY(worker) {
  pthread_mutex_lock(&lock);
  served++;
  pthread_mutex_unlock(&lock);
  return unused;
}

static void *tick(void *unused) THREAD_ENTRY(clock) {
  pthread_mutex_lock(&lock);
  served = 0;
  pthread_mutex_unlock(&lock);
  return unused;
}

static void stop_workers(void) STOPS(worker);
static void stop_workers(void) {}

int main(void) {
  pthread_create(&ticker, 0, tick, 0);
  for (int i = 0; i < 4; i++) pthread_create(&workers[i], 0, work, 0);
  stop_workers();
  return served; // expect-both: lock served
}
