/* The type's own functions, its construction, and threads of its own may touch its fields. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int value GUARDED_BY(lock);
  int limit;
} SELF_LOCKED counter;

static void counter_add(counter *c, int by) {
  pthread_mutex_lock(&c->lock);
  if (c->value < c->limit) c->value += by;
  pthread_mutex_unlock(&c->lock);
}

static int counter_read(counter *c) {
  pthread_mutex_lock(&c->lock);
  int value = c->value;
  pthread_mutex_unlock(&c->lock);
  return value;
}

static counter *counter_new(int limit) {
  counter *c = calloc(1, sizeof *c);
  if (!c) abort();
  pthread_mutex_init(&c->lock, 0);
  c->limit = limit;
  return c;
}

static void *count(void *arg) {
  counter *c = arg;
  for (int i = 0; i < c->limit; i++) counter_add(c, 1);
  return 0;
}

int main(void) {
  counter *c = counter_new(10);
  pthread_t thread;
  if (pthread_create(&thread, 0, count, c)) return 1;
  counter_add(c, 2);
  int value = counter_read(c);
  pthread_join(thread, 0);
  free(c);
  return value;
}
