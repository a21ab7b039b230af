/* Three locks make a circle, but two threads alone take them, and that needs three. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;

static void take(pthread_mutex_t *one, pthread_mutex_t *other) {
  pthread_mutex_lock(one);
  pthread_mutex_lock(other);
  pthread_mutex_unlock(other);
  pthread_mutex_unlock(one);
}

static void *first(void *unused) {
  take(&a, &b);
  take(&b, &c);
  return unused;
}

static void *second(void *unused) {
  take(&c, &a);
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, first, 0) || pthread_create(&two, 0, second, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
