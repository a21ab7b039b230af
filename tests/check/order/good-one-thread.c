/* Both ways are walked by the threads of one role for one thread, or by one thread that is started
 * once. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(writer);

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t d = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t e = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t f = PTHREAD_MUTEX_INITIALIZER;

static void take(pthread_mutex_t *one, pthread_mutex_t *other) {
  pthread_mutex_lock(one);
  pthread_mutex_lock(other);
  pthread_mutex_unlock(other);
  pthread_mutex_unlock(one);
}

static void *write_out(void *unused) THREAD_ENTRY(writer);
static void *write_out(void *unused) {
  take(&a, &b);
  take(&b, &a);
  return unused;
}

static void *other(void *unused) {
  take(&c, &d);
  take(&d, &c);
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, write_out, 0) || pthread_create(&two, 0, other, 0)) return 1;
  take(&e, &f);
  take(&f, &e);
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
