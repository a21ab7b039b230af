/* What a mutex guards is touched with it held, on every way through the function. */
#include <custody/short.h>
#include <pthread.h>

struct account {
  pthread_mutex_t lock;
  int balance GUARDED_BY(lock);
};

static struct account account = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int withdraw(struct account *a, int sum) {
  int taken = 0;
  pthread_mutex_lock(&a->lock);
  if (a->balance >= sum) {
    a->balance -= sum;
    taken = sum;
  }
  pthread_mutex_unlock(&a->lock);
  return taken;
}

static void *run(void *unused) {
  withdraw(&account, 3);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  withdraw(&account, 4);
  return pthread_join(thread, 0);
}
