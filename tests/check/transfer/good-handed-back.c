/* What was taken back may be touched again; a joined thread has given back what it got. */
#include "queue.h"

static struct queue done = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0};

static void wait_for(struct queue *q, struct job *job TAKES) {
  while (queue_pop(q) != job) {}
}

static void *answer(void *unused) {
  for (;;) {
    struct job *job = queue_pop(&queue);
    int number = job->number;
    job->number++;
    queue_push(&done, job);
    if (!number) return unused;
  }
}

static int asks(struct job *job) {
  queue_push(&queue, job);
  wait_for(&done, job);
  return job->number;
}

static int asks_for_any(struct job *job) {
  queue_push(&queue, job);
  job = queue_pop(&done);
  int number = job->number;
  free(job);
  return number;
}

static void *run(void *arg) {
  struct job *job = arg;
  job->number++;
  return 0;
}

static void joins(void) {
  pthread_t thread;
  struct job *job = job_new(5);
  if (pthread_create(&thread, 0, run, job)) {
    free(job);
    return;
  }
  pthread_join(thread, 0);
  printf("%d\n", job->number);
  free(job);
}

static void joins_the_queue(struct job *job, pthread_t thread) {
  queue_push(&queue, job);
  pthread_join(thread, 0);
  printf("%d\n", job->number);
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, answer, 0)) return 1;
  struct job *job = job_new(1);
  asks(job);
  free(job);
  asks_for_any(job_new(2));
  joins();
  joins_the_queue(job_new(0), thread);
  return 0;
}
