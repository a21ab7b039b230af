/* An object is read, written, passed on and freed after it was given away. */
#include "queue.h"

static void show(const struct job *job) { printf("%d\n", job->number); }

static void reads(void) {
  struct job *job = job_new(1);
  queue_push(&queue, job); // expect-note: it was given away to 'queue_push' here
  printf("%d\n", job->number); // expect-both: transfer 'job->number' is read after it was given away
}

static void writes(void) {
  struct job *job = job_new(2);
  queue_push(&queue, job);
  job->number++; // expect-both: transfer 'job->number' is written after it was given away
}

static void passes(void) {
  struct job *job = job_new(3);
  queue_push(&queue, job);
  show(job); // expect-both: transfer 'job' is passed to 'show' after it was given away
}

static void frees(void) {
  struct job *job = job_new(4);
  queue_push(&queue, job);
  free(job); // expect-both: transfer 'job' is freed after it was given away
}

static void clears(void) {
  struct job *job = job_new(4);
  queue_push(&queue, job);
  memset(job, 0, sizeof *job); // expect-both: transfer after it was given away
}

static void gives_twice(struct job *job) {
  queue_push(&queue, job);
  queue_push(&queue, job); // expect-both: transfer 'job' is passed to 'queue_push' after it was given away
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  reads();
  writes();
  passes();
  frees();
  clears();
  gives_twice(job_new(0));
  return pthread_join(thread, 0);
}
