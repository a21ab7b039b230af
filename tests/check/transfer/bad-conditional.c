/* A push that can fail gives away where it succeeds. */
#include "queue.h"

static void ignores_the_result(struct job *job) {
  queue_try(&queue, job);
  free(job); // expect-both: transfer 'job' is freed after it was given away
}

static int frees_on_success(struct job *job) {
  int failed = queue_try(&queue, job);
  if (!failed) free(job); // expect-both: transfer 'job' is freed
  return failed;
}

static int logs_on_success(struct job *job) {
  if (queue_try(&queue, job) < 0) {
    free(job);
    return -1;
  }
  printf("queued %d\n", job->number); // expect-both: transfer 'job->number' is read
  return 0;
}

static int push_unless_null(struct queue *q, struct job *job TRANSFER_IF(!*failed), int *failed) {
  *failed = queue_try(q, job);
  return *failed;
}

static void looks_at_the_wrong_side(struct job *job) {
  int failed = 0;
  push_unless_null(&queue, job, &failed);
  if (failed) free(job);
  else job->number = 0; // expect-both: transfer 'job->number' is written
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  ignores_the_result(job_new(1));
  frees_on_success(job_new(2));
  logs_on_success(job_new(3));
  looks_at_the_wrong_side(job_new(4));
  return pthread_join(thread, 0);
}
