#include "queue.h"

#include <stddef.h>

static struct queue queues[4];

void queue_setup(void) {
  for (int i = 0; i < 4; i++) {
    pthread_mutex_init(&queues[i].lock, NULL);
    queues[i].most = 100;
  }
}

struct queue *queue_begin(int number) {
  if (number < 0 || number >= 4) return NULL;
  struct queue *q = &queues[number];
  pthread_mutex_lock(&q->lock);
  return q;
}

/* Null, and nothing locked, where there is no job. */
struct job *queue_begin_job(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  if (!q->first) {
    pthread_mutex_unlock(&q->lock);
    return NULL;
  }
  return q->first;
}

void queue_end(struct queue *q) {
  pthread_mutex_unlock(&q->lock); // expect: balance q->lock
}
