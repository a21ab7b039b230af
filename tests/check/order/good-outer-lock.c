/* Both ways are walked under one outer lock, here or in a caller, so never at the same time. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;

static void take(pthread_mutex_t *one, pthread_mutex_t *other) {
  pthread_mutex_lock(one);
  pthread_mutex_lock(other);
  pthread_mutex_unlock(other);
  pthread_mutex_unlock(one);
}

static void other_way(void) {
  pthread_mutex_lock(&b);
  pthread_mutex_lock(&a);
  pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&b);
}

static void *first(void *unused) {
  pthread_mutex_lock(&outer);
  take(&a, &b);
  pthread_mutex_unlock(&outer);
  return unused;
}

static void *second(void *unused) {
  pthread_mutex_lock(&outer);
  other_way();
  pthread_mutex_unlock(&outer);
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, first, 0) || pthread_create(&two, 0, second, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
