/* A lock that was got by trying is held like any other. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;

static void *straight(void *unused) {
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&b);
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
  return unused;
}

static void *trying(void *unused) {
  if (pthread_mutex_trylock(&b)) return unused;
  pthread_mutex_lock(&a); // expect-both: order 'a' is taken with 'b' held
  pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&b);
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, straight, 0) || pthread_create(&two, 0, trying, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
