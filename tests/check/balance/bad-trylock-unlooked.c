/* A trylock whose result nobody looks at may have failed. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *run(void *unused) {
  pthread_mutex_trylock(&lock);
  pthread_mutex_unlock(&lock); // expect-both: balance lock
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
