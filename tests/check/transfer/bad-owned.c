/* What the object owned goes with it, by whatever name. */
#include "queue.h"

static void through_a_copy(void) {
  struct job *job = job_new(1), *same = job;
  queue_push(&queue, job);
  same->number = 2; // expect-both: transfer is written after it was given away
}

static void its_text(struct job *job) {
  char *text = job->text;
  queue_push(&queue, job);
  text[0] = 0; // expect-both: transfer is written after it was given away
}

static void local_object(void) {
  struct job job = {0, 0, 3};
  queue_push(&queue, &job);
  job.number = 4; // expect-both: transfer 'job.number' is written after it was given away
}

static void from_a_list(struct queue *list) {
  pthread_mutex_lock(&list->lock);
  struct job *job = list->first;
  list->first = job->next;
  pthread_mutex_unlock(&list->lock);
  queue_push(&queue, job);
  printf("%d\n", job->number); // expect-both: transfer is read after it was given away
}

int main(void) {
  static struct queue own = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0};
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  through_a_copy();
  its_text(job_new(2));
  local_object();
  queue_push(&own, job_new(0));
  from_a_list(&own);
  return pthread_join(thread, 0);
}
