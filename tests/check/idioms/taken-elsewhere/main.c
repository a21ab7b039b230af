/* A lock is taken in one function of another file and given back in another; what is returned says
 * whether it is held. */
#include "queue.h"

#include <stdlib.h>

static int push(int number, struct job *j) {
  struct queue *q = queue_begin(number);
  if (!q) return -1;
  if (q->length >= q->most) {
#ifndef BROKEN
    queue_end(q);
#endif
    return -1; // expect: balance queues[number].lock
  }
  j->next = q->first;
  q->first = j;
  q->length++;
  queue_end(q);
#ifdef BROKEN
  q->length++; // expect: lock queue.length
#endif
  return 0;
}

static struct job *pop(struct queue *q) {
  struct job *j = queue_begin_job(q);
#ifndef BROKEN
  if (!j) return NULL;
#endif
  q->first = j->next; // expect: lock queue.first
  q->length--;        // expect: lock queue.length
  queue_end(q);
  return j;
}

static struct queue *lock_longer(struct queue *a, struct queue *b) {
  pthread_mutex_lock(&a->lock);
  int length = a->length;
  if (length > 3) return a;
  pthread_mutex_unlock(&a->lock);
  pthread_mutex_lock(&b->lock);
  return b;
}

static struct queue own[2] = {{PTHREAD_MUTEX_INITIALIZER, NULL, 0, 9},
                              {PTHREAD_MUTEX_INITIALIZER, NULL, 0, 9}};

static void shorten(void) {
  struct queue *q = lock_longer(&own[0], &own[1]);
  q->length = 0;
  q->first = NULL;
  pthread_mutex_unlock(&q->lock);
}

static void *serve(void *unused) {
  struct job *j = calloc(1, sizeof *j);
  if (j && push(2, j) < 0) free(j);
  free(pop(&own[0]));
  shorten();
  return unused;
}

int main(void) {
  pthread_t threads[2];
  queue_setup();
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, serve, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
