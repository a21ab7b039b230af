/* The same two instances are passed one way here and the other way there. */
#include <custody/short.h>
#include <pthread.h>

struct queue {
  pthread_mutex_t lock;
  int length GUARDED_BY(lock);
};

static struct queue in = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct queue out = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct queue spare = {PTHREAD_MUTEX_INITIALIZER, 0};

static void move(struct queue *from, struct queue *to) {
  pthread_mutex_lock(&from->lock);
  pthread_mutex_lock(&to->lock); // expect-both: order 'in.lock' is taken with 'out.lock' held
  from->length--;
  to->length++;
  pthread_mutex_unlock(&to->lock);
  pthread_mutex_unlock(&from->lock);
}

static void *forward(void *unused) {
  move(&in, &out);
  move(&in, &spare);
  move(&spare, &out);
  return unused;
}

static void *back(void *unused) {
  move(&out, &in); // expect-note: 'back' calls 'move' here
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, forward, 0) || pthread_create(&two, 0, back, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
