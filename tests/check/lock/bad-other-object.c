/* Another object's lock does not guard this one. */
#include <custody/short.h>
#include <pthread.h>

struct account {
  pthread_mutex_t lock;
  int balance GUARDED_BY(lock);
};

static struct account accounts[2] = {{PTHREAD_MUTEX_INITIALIZER, 0}, {PTHREAD_MUTEX_INITIALIZER, 0}};

static void move(struct account *from, struct account *to, int sum) {
  pthread_mutex_lock(&from->lock);
  from->balance -= sum;
  to->balance += sum; // expect-both: lock account.balance
  pthread_mutex_unlock(&from->lock);
}

static void *run(void *unused) {
  move(&accounts[0], &accounts[1], 3);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
