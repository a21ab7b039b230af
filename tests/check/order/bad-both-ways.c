/* Two threads take two locks, each in its own order. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t accounts = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;

static void *transfer(void *unused) {
  pthread_mutex_lock(&accounts); // expect-note: 'accounts' is held exclusively on this way
  pthread_mutex_lock(&journal);  // expect-note: 'journal' is taken here with 'accounts' held
  pthread_mutex_unlock(&journal);
  pthread_mutex_unlock(&accounts);
  return unused;
}

static void *rotate(void *unused) { // expect-note: it starts in 'rotate'
  pthread_mutex_lock(&journal); // expect-note: 'journal' is held exclusively on this way
  pthread_mutex_lock(&accounts); // expect-both: order 'accounts' is taken with 'journal' held
  pthread_mutex_unlock(&accounts);
  pthread_mutex_unlock(&journal);
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, transfer, 0) || pthread_create(&two, 0, rotate, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
