/* Of several locks any one is enough to read; a write holds them all. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static int value GUARDED_BY(left, right);

static int read_both_ways(void) {
  pthread_mutex_lock(&left);
  int now = value;
  pthread_mutex_unlock(&left);
  pthread_mutex_lock(&right);
  now += value;
  pthread_mutex_unlock(&right);
  return now;
}

static void *run(void *unused) {
  pthread_mutex_lock(&left);
  pthread_mutex_lock(&right);
  value++;
  pthread_mutex_unlock(&right);
  pthread_mutex_unlock(&left);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  read_both_ways();
  return pthread_join(thread, 0);
}
