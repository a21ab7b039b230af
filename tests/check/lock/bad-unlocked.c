/* Without the lock what it guards may not even be read. */
#include <custody/short.h>
#include <pthread.h>

struct account {
  pthread_mutex_t lock;
  int balance GUARDED_BY(lock); // expect-note: GUARDED_BY(lock)
};

static struct account account = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *run(void *unused) {
  if (account.balance > 3) { // expect-both: lock account.balance
    pthread_mutex_lock(&account.lock);
    account.balance -= 3;
    pthread_mutex_unlock(&account.lock);
    account.balance++; // expect-both: lock account.balance
  }
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
