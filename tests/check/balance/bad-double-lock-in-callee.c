/* The callee takes what its caller already holds. */
#include <custody/short.h>
#include <pthread.h>

struct queue {
  pthread_mutex_t lock;
  int length GUARDED_BY(lock);
};

static struct queue queue = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int queue_length(struct queue *q) {
  pthread_mutex_lock(&q->lock); // expect-both: balance lock
  int length = q->length;
  pthread_mutex_unlock(&q->lock);
  return length;
}

static void queue_push(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  if (queue_length(q) < 8) q->length++; // expect-note: queue_length
  pthread_mutex_unlock(&q->lock);
}

static void *run(void *unused) {
  queue_push(&queue);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
