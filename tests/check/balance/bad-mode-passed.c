/* What is passed does not rule out the way on which the lock is taken again. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int allowed GUARDED_BY(lock), polls;

static void allow(int yes);

static void poll_again(int fd) {
  if (fd == -42 || polls < 10) polls++;
  else allow(1);
}

static void allow(int yes) {
  pthread_mutex_lock(&lock); // expect-both: balance lock
  allowed = yes;
  if (!yes) poll_again(yes);
  pthread_mutex_unlock(&lock);
}

int main(int count, char **words) {
  (void)words;
  allow(0);
  poll_again(count);
  return 0;
}
