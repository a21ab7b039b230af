/* The lock of each object, through pointers that were copied on the way. */
#include <custody/short.h>
#include <pthread.h>

struct account {
  pthread_mutex_t lock;
  int balance GUARDED_BY(lock);
};

static struct account accounts[2] = {{PTHREAD_MUTEX_INITIALIZER, 0}, {PTHREAD_MUTEX_INITIALIZER, 0}};

static void move(struct account *from, struct account *to, int sum) {
  struct account *first = from;
  pthread_mutex_t *second = &to->lock;
  pthread_mutex_lock(&first->lock);
  pthread_mutex_lock(second);
  from->balance -= sum;
  to->balance += sum;
  pthread_mutex_unlock(second);
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
