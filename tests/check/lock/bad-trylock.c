/* Where the trylock failed, nothing is held. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance GUARDED_BY(lock);

static void *run(void *unused) {
  if (pthread_mutex_trylock(&lock)) {
    balance++; // expect-both: lock balance
    return unused;
  }
  balance++;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
