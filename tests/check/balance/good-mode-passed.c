/* What a function takes on one of its ways is not taken where what is passed rules that way out. */
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
  pthread_mutex_lock(&lock);
  allowed = yes;
  if (!yes) poll_again(-42);
  pthread_mutex_unlock(&lock);
}

int main(int count, char **words) {
  (void)words;
  allow(0);
  poll_again(count);
  return 0;
}
