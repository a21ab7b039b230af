/* A PINNED object is touched by the thread that gave it away: to a queue, or to a new thread. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct PINNED connection {
  int state;
};

static struct connection *slot;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void put(struct connection *c TRANSFER) {
  pthread_mutex_lock(&lock);
  slot = c;
  pthread_mutex_unlock(&lock);
}

static struct connection *get(void) TAKES {
  pthread_mutex_lock(&lock);
  struct connection *c = slot;
  slot = 0;
  pthread_mutex_unlock(&lock);
  return c;
}

static void *worker(void *arg) {
  struct connection *own = arg, *c = get();
  own->state = 1;
  if (c) c->state = 2;
  return 0;
}

int main(void) {
  pthread_t thread;
  struct connection *one = calloc(1, sizeof *one), *other = calloc(1, sizeof *other);
  if (!one || !other) return 1;
  put(one);
  one->state = 3; // expect-both: transfer 'one->state' is written after it was given away
  if (pthread_create(&thread, 0, worker, other)) return 1; // expect-note: the new thread that is started here got the object
  other->state = 4; // expect-both: transfer 'other->state' is written after it was given away
  return pthread_join(thread, 0);
}
