/* Spinlocks, and data that is allocated together with the lock that guards it. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct counter {
  pthread_spinlock_t lock;
  long count GUARDED_BY(lock);
};

static struct counter *counter_new(void) {
  struct counter *c = malloc(sizeof *c);
  if (!c) return 0;
  pthread_spin_init(&c->lock, PTHREAD_PROCESS_PRIVATE);
  c->count = 0;
  return c;
}

static void *run(void *argument) {
  struct counter *c = argument;
  pthread_spin_lock(&c->lock);
  c->count++;
  pthread_spin_unlock(&c->lock);
  return 0;
}

int main(void) {
  pthread_t thread;
  struct counter *c = counter_new();
  if (!c || pthread_create(&thread, 0, run, c)) return 1;
  run(c);
  return pthread_join(thread, 0);
}
