/* Helpers without annotations give away what they pass on, on all ways or on some. */
#include "queue.h"

static void send(struct job *job) { queue_push(&queue, job); }

static void send_twice_wrapped(struct job *job) { send(job); }

static int send_or_fail(struct job *job) {
  if (!job->text) return -1;
  if (queue_try(&queue, job)) return -2;
  return 0;
}

static void send_if(struct job *job, int now) {
  if (now) queue_push(&queue, job);
  else free(job->text);
}

static void after_send(struct job *job) {
  send_twice_wrapped(job); // expect-note: it was given away to 'send_twice_wrapped' here
  job->number = 1; // expect-both: transfer 'job->number' is written
}

static void after_success(struct job *job) {
  if (send_or_fail(job) == 0) job->number = 1; // expect-both: transfer 'job->number' is written
}

static void after_now(struct job *job) {
  send_if(job, 1);
  free(job); // expect-both: transfer 'job' is freed
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  after_send(job_new(1));
  after_success(job_new(2));
  after_now(job_new(3));
  return pthread_join(thread, 0);
}
