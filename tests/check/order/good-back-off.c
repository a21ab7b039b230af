/* The second lock is only tried; where that fails, the first one is given back. */
#include <custody/short.h>
#include <pthread.h>
#include <sched.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;

static void *straight(void *unused) {
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&b);
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
  return unused;
}

static void take_both(void) {
  for (;;) {
    pthread_mutex_lock(&b);
    if (pthread_mutex_trylock(&a) == 0) return;
    pthread_mutex_unlock(&b);
    sched_yield();
  }
}

static void *careful(void *unused) {
  take_both();
  pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&b);
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, straight, 0) || pthread_create(&two, 0, careful, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
