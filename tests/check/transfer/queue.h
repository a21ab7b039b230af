/* A queue of jobs for the tests of this folder. */
#include <custody/short.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
  struct job *next;
  char *text;
  int number;
};

struct queue {
  pthread_mutex_t lock;
  pthread_cond_t filled;
  struct job *first GUARDED_BY(lock);
  struct job *last GUARDED_BY(lock);
  int length GUARDED_BY(lock);
};

static struct queue queue = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0};

static void queue_link(struct queue *q, struct job *job) REQUIRES(q->lock);
static void queue_link(struct queue *q, struct job *job) {
  job->next = 0;
  if (q->last) q->last->next = job;
  else q->first = job;
  q->last = job;
  q->length++;
}

static inline void queue_push(struct queue *q, struct job *job TRANSFER) {
  pthread_mutex_lock(&q->lock);
  queue_link(q, job);
  pthread_cond_signal(&q->filled);
  pthread_mutex_unlock(&q->lock);
}

static inline int queue_try(struct queue *q, struct job *job TRANSFER_IF(ret == 0)) {
  pthread_mutex_lock(&q->lock);
  int is_full = q->length >= 16;
  if (!is_full) queue_link(q, job);
  pthread_mutex_unlock(&q->lock);
  return is_full ? -1 : 0;
}

static inline struct job *queue_pop(struct queue *q) TAKES {
  pthread_mutex_lock(&q->lock);
  while (!q->first) pthread_cond_wait(&q->filled, &q->lock);
  struct job *job = q->first;
  q->first = job->next;
  if (!q->first) q->last = 0;
  q->length--;
  pthread_mutex_unlock(&q->lock);
  return job;
}

static inline struct job *job_new(int number) {
  struct job *job = calloc(1, sizeof *job);
  if (!job) abort();
  job->number = number;
  return job;
}

static inline void *worker(void *unused) {
  for (;;) {
    struct job *job = queue_pop(&queue);
    int number = job->number;
    free(job->text);
    free(job);
    if (!number) return unused;
  }
}
