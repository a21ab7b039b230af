/* Touches by other names and other means. */
#include "queue.h"
#include <stdbool.h>

struct ctx {
  struct job *job;
  int n;
};

static bool push_if(struct job *job TRANSFER_IF(ret)) { return queue_try(&queue, job) == 0; }

static void member(struct ctx *c) {
  queue_push(&queue, c->job);
  c->job->number = 1; // expect-both: transfer after it was given away
}

static void copy_of_a_member(struct ctx *c) {
  struct job *j = c->job;
  queue_push(&queue, j);
  printf("x");
  j->number = 1; // expect-both: transfer after it was given away
}

static void element(struct job **jobs, int i) {
  queue_push(&queue, jobs[i]);
  jobs[i]->number = 1; // expect-both: transfer after it was given away
}

static void after_the_branch(struct job *job) {
  if (push_if(job)) {
    printf("ok\n");
  }
  free(job); // expect-both: transfer after it was given away
}

static struct job *push_and_return(struct job *job) {
  queue_push(&queue, job);
  return job;
}

static void what_it_returned(struct job *job) {
  struct job *r = push_and_return(job);
  r->number = 1; // expect-both: transfer after it was given away
}

static void library_function(struct job *job) {
  memset(job->text, 0, 4);
  queue_push(&queue, job);
  strcpy(job->text, "x"); // expect-both: transfer after it was given away
}

static void in_a_later_round(struct job *job, int n) {
  for (int i = 0; i < n; i++) {
    job->number = i; // expect-both: transfer after it was given away
    if (i == 2) queue_push(&queue, job);
  }
}

static void starts_a_thread(struct job *job) {
  queue_push(&queue, job);
  pthread_t t;
  pthread_create(&t, 0, worker, job); // expect-both: transfer after it was given away
}

static void one_of_two(int n) {
  struct job *job = n ? job_new(1) : job_new(2);
  queue_push(&queue, job);
  job->number = n; // expect-both: transfer after it was given away
}

static void by_its_link(struct job *job) {
  struct job *next = job->next;
  queue_push(&queue, next);
  job->next->number = 1; // expect-both: transfer after it was given away
}

static void reallocates(struct job *job) {
  queue_push(&queue, job);
  job = realloc(job, 100); // expect-both: transfer after it was given away
}

static void whole_object(struct job *job) {
  queue_push(&queue, job);
  struct job copy = *job; // expect-both: transfer after it was given away
  (void)copy;
}

static void address_of_a_member(struct job *job) {
  queue_push(&queue, job);
  int *p = &job->number;
  *p = 1; // expect-both: transfer after it was given away
}

int main(void) {
  struct ctx c = {job_new(3), 0};
  pthread_t t;
  if (pthread_create(&t, 0, worker, 0)) return 1;
  member(&c);
  copy_of_a_member(&c);
  element(&c.job, 0);
  after_the_branch(job_new(1));
  what_it_returned(job_new(1));
  library_function(job_new(1));
  in_a_later_round(job_new(1), 3);
  starts_a_thread(job_new(1));
  one_of_two(1);
  by_its_link(job_new(1));
  reallocates(job_new(2));
  whole_object(job_new(1));
  address_of_a_member(job_new(1));
  return pthread_join(t, 0);
}
