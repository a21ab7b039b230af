/* Whether the function takes the lock is said by its caller, and the one that holds the other lock
 * says no. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static int count UNCHECKED("the lock depends on the argument");

static void add(int must_lock) {
  if (must_lock) pthread_mutex_lock(&a);
  count++;
  if (must_lock) pthread_mutex_unlock(&a);
}

static void *run(void *unused) {
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&b);
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
  pthread_mutex_lock(&b);
  add(0);
  pthread_mutex_unlock(&b);
  add(1);
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, run, 0) || pthread_create(&two, 0, run, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
