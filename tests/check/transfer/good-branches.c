/* Given away on one way and used on another. */
#include "queue.h"

static void either(struct job *job, int is_async) {
  if (is_async) queue_push(&queue, job);
  else {
    printf("%d\n", job->number);
    free(job);
  }
}

static void same_condition(struct job *job, int is_async) {
  if (is_async) queue_push(&queue, job);
  printf("told\n");
  if (!is_async) free(job);
}

static void leaves_early(struct job *job, int is_async) {
  if (is_async) {
    queue_push(&queue, job);
    return;
  }
  job->number++;
  free(job);
}

static void send_if(struct job *job, int now) {
  if (now) queue_push(&queue, job);
}

static void helper_by_parameter(struct job *job) {
  send_if(job, 0);
  free(job);
}

static void by_mode(struct job *job, int mode) {
  switch (mode) {
  case 0: queue_push(&queue, job); break;
  case 1: free(job); break;
  default: job->number = mode; free(job);
  }
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  either(job_new(1), 1);
  same_condition(job_new(2), 0);
  leaves_early(job_new(3), 0);
  helper_by_parameter(job_new(4));
  by_mode(job_new(5), 1);
  queue_push(&queue, job_new(0));
  return pthread_join(thread, 0);
}
