/* An object that was handed to a thread is shared from then on. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct counter {
  pthread_mutex_t lock;
  long count GUARDED_BY(lock);
};

static void *run(void *argument) {
  struct counter *c = argument;
  pthread_mutex_lock(&c->lock);
  c->count++;
  pthread_mutex_unlock(&c->lock);
  return 0;
}

int main(void) {
  pthread_t thread;
  struct counter *c = calloc(1, sizeof *c);
  if (!c) return 1;
  pthread_mutex_init(&c->lock, 0);
  c->count = 1;
  if (pthread_create(&thread, 0, run, c)) return 1;
  c->count++; // expect-both: lock counter.count
  return pthread_join(thread, 0);
}
