/* A lock that is held on one way only is not held. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance GUARDED_BY(lock);

static void change(int careful) {
  if (careful) pthread_mutex_lock(&lock);
  balance++; // expect-both: lock balance
  if (careful) pthread_mutex_unlock(&lock);
}

static void *run(void *unused) {
  change(unused != 0);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
