/* Of two callers of the wrong way round only one holds the outer lock. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;

static void other_way(void) {
  pthread_mutex_lock(&b);
  pthread_mutex_lock(&a);
  pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&b);
}

static void *first(void *unused) {
  pthread_mutex_lock(&outer);
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&b); // expect-both: order 'b' is taken with 'a' held
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
  other_way();
  pthread_mutex_unlock(&outer);
  return unused;
}

static void *second(void *unused) {
  other_way();
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, first, 0) || pthread_create(&two, 0, second, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
