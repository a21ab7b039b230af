/* A push that failed leaves the object where it was: freed, retried, kept. */
#include "queue.h"
#include <unistd.h>

static int frees_on_failure(struct job *job) {
  if (queue_try(&queue, job) != 0) {
    fprintf(stderr, "%d is dropped\n", job->number);
    free(job);
    return -1;
  }
  return 0;
}

static void retries(struct job *job) {
  while (queue_try(&queue, job) < 0) {
    job->number++;
    usleep(10);
  }
}

static int gives_up(struct job *job) {
  for (int i = 0; i < 3; i++) {
    if (queue_try(&queue, job) == 0) return 0;
    job->number++;
  }
  free(job);
  return -1;
}

static int by_a_flag(struct job *job) {
  int is_sent = 0, result;
  for (int i = 0; i < 3 && !is_sent; i++) {
    result = queue_try(&queue, job);
    if (result == 0) is_sent = 1;
  }
  if (!is_sent) free(job);
  return is_sent;
}

static int kept_result(struct job *job) {
  int result = queue_try(&queue, job);
  if (result) job->number = 0;
  pthread_mutex_lock(&queue.lock);
  queue.length += 0;
  pthread_mutex_unlock(&queue.lock);
  if (result) free(job);
  return result;
}

static int try_out(struct queue *q, struct job *job TRANSFER_IF(*ok), int *ok) {
  *ok = queue_try(q, job) == 0;
  return *ok;
}

static void tells_by_out(struct job *job) {
  int ok;
  try_out(&queue, job, &ok);
  if (!ok) free(job);
}

enum sent { SENT, FULL };
static enum sent try_enum(struct job *job TRANSFER_IF(ret == SENT)) {
  return queue_try(&queue, job) == 0 ? SENT : FULL;
}

static void by_enum(struct job *job) {
  switch (try_enum(job)) {
  case SENT: break;
  case FULL: free(job); break;
  }
}

static int send_or_fail(struct job *job) {
  if (!job->text) return -1;
  if (queue_try(&queue, job)) return -2;
  return 0;
}

static void helper_failed(struct job *job) {
  if (send_or_fail(job) < 0) free(job);
}

static struct job *unsent(struct job *job) {
  if (queue_try(&queue, job) == 0) job = 0;
  return job;
}

static void helper_returns_what_is_left(struct job *job) {
  struct job *left = unsent(job);
  if (left) free(left);
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  frees_on_failure(job_new(1));
  retries(job_new(2));
  gives_up(job_new(3));
  by_a_flag(job_new(4));
  kept_result(job_new(5));
  tells_by_out(job_new(6));
  by_enum(job_new(7));
  helper_failed(job_new(8));
  helper_returns_what_is_left(job_new(9));
  queue_push(&queue, job_new(0));
  return pthread_join(thread, 0);
}
