/* After it was given away the pointer may be compared, printed, set and given another value. */
#include "queue.h"

static struct job *last_pushed;

static void forgets(struct job *job) {
  queue_push(&queue, job);
  job = 0;
  if (job) job->number = 1;
}

static void another_value(struct job *job) {
  queue_push(&queue, job);
  job = job_new(2);
  job->number = 3;
  queue_push(&queue, job);
}

static int compares(struct job *job, struct job *other) {
  queue_push(&queue, job);
  printf("pushed %p\n", (void *)job);
  return job == other || !job || job < last_pushed;
}

static void in_turn(int count) {
  for (int i = 1; i < count; i++) {
    struct job *job = job_new(i);
    job->text = strdup("text");
    queue_push(&queue, job);
  }
}

static void all_of_a_list(struct job *list) {
  while (list) {
    struct job *next = list->next;
    queue_push(&queue, list);
    list = next;
  }
}

static void of_an_array(struct job **jobs, int count) {
  for (int i = 0; i < count; i++) queue_push(&queue, jobs[i]);
  struct job *own[2] = {job_new(5), job_new(6)};
  for (int i = 0; i < 2; i++) {
    queue_push(&queue, own[i]);
    own[i] = 0;
  }
}

static void the_rest_is_freed(struct queue *list) {
  pthread_mutex_lock(&list->lock);
  struct job *job = list->first;
  list->first = job->next;
  queue_push(&queue, job);
  while (list->first) {
    struct job *next = list->first->next;
    free(list->first);
    list->first = next;
  }
  pthread_mutex_unlock(&list->lock);
}

int main(void) {
  static struct queue own = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0};
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  forgets(job_new(1));
  another_value(job_new(2));
  compares(job_new(3), 0);
  in_turn(10);
  all_of_a_list(job_new(4));
  struct job *array[] = {job_new(1), job_new(2)};
  of_an_array(array, 2);
  queue_push(&own, job_new(7));
  the_rest_is_freed(&own);
  queue_push(&queue, job_new(0));
  return pthread_join(thread, 0);
}
