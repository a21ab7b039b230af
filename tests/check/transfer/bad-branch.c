/* Given away on one way, touched after the ways have met. */
#include "queue.h"

static void one_branch(struct job *job, int is_urgent) {
  if (is_urgent) queue_push(&queue, job);
  else printf("later\n");
  job->number++; // expect-both: transfer 'job->number' is written after it was given away
}

static void in_a_loop(struct job *job, int count) {
  for (int i = 0; i < count; i++)
    queue_push(&queue, job); // expect-both: transfer 'job' is passed to 'queue_push'
}

static void keeps_on_trying(struct job *job) {
  for (int i = 0; i < 3; i++) {
    if (queue_try(&queue, job) == 0) break;
    printf("again\n");
  }
  free(job); // expect-both: transfer 'job' is freed
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  one_branch(job_new(1), 1);
  in_a_loop(job_new(2), 2);
  keeps_on_trying(job_new(3));
  return pthread_join(thread, 0);
}
