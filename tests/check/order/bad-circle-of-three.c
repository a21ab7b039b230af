/* No two of the three locks are taken both ways, but the three make a circle. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;

static void *first(void *unused) {
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&b);
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
  return unused;
}

static void *second(void *unused) {
  pthread_mutex_lock(&b);
  pthread_mutex_lock(&c);
  pthread_mutex_unlock(&c);
  pthread_mutex_unlock(&b);
  return unused;
}

static void *third(void *unused) {
  pthread_mutex_lock(&c);
  pthread_mutex_lock(&a); // expect-both: order closes a circle of threads that can wait for each other: 'a', then 'b', then 'c', then 'a'
  pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&c);
  return unused;
}

int main(void) {
  pthread_t threads[3];
  if (pthread_create(&threads[0], 0, first, 0)) return 1;
  if (pthread_create(&threads[1], 0, second, 0)) return 1;
  if (pthread_create(&threads[2], 0, third, 0)) return 1;
  for (int i = 0; i < 3; i++) pthread_join(threads[i], 0);
  return 0;
}
