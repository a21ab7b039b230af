/* The shapes that code around a queue has: results kept and tested later, one way out, members,
 * arrays, lists, batches, handles. */
#include "queue.h"
#include <errno.h>
#include <stdbool.h>

static bool push_if(struct job *job TRANSFER_IF(ret)) { return queue_try(&queue, job) == 0; }

static int push_or_negative(struct job *job TRANSFER_IF(ret >= 0)) {
  return queue_try(&queue, job);
}

static struct job *push_or_left(struct job *job TRANSFER_IF(ret == NULL)) {
  return queue_try(&queue, job) == 0 ? 0 : job;
}

static int push_by_mode(struct job *job TRANSFER_IF(mode != 0), int mode) {
  if (mode) queue_push(&queue, job);
  return 0;
}

struct ctx {
  struct job *job;
  int n;
};

static int by_ternary(struct job *job) {
  bool ok = push_if(job) ? true : false;
  if (!ok) free(job);
  return ok;
}

static int result_kept_in_a_test(struct job *job, int x) {
  int rc;
  if ((rc = queue_try(&queue, job)) == 0 && x) return 1;
  if (rc) free(job);
  return 0;
}

static int ternary_with_comma(struct job *job) { return push_if(job) ? 0 : (free(job), -1); }

static int negative_fails(struct job *job) {
  int n = push_or_negative(job);
  if (n < 0) {
    free(job);
    return n;
  }
  return 0;
}

static void gets_it_back(struct job *job) {
  struct job *left = push_or_left(job);
  if (left) {
    left->number = 1;
    free(left);
  }
}

static void by_mode(struct job *job) {
  push_by_mode(job, 0);
  free(job);
}

static int one_way_out(int n) {
  int rc = -1;
  struct job *job = job_new(n);
  job->text = malloc(10);
  if (!job->text) goto out;
  if (n > 3) {
    rc = -2;
    goto out;
  }
  queue_push(&queue, job);
  job = NULL;
  rc = 0;
out:
  if (job) free(job->text);
  free(job);
  return rc;
}

static int member_set_to_null(struct ctx *c) {
  queue_push(&queue, c->job);
  c->job = NULL;
  c->n++;
  if (c->job) free(c->job);
  c->job = job_new(1);
  c->job->number = 3;
  return 0;
}

static void member_replaced(struct ctx *c) {
  if (c->job) {
    queue_push(&queue, c->job);
    c->job = job_new(4);
  }
  c->job->number = 2;
}

static void array_of_parameters(struct job **jobs, int n) {
  for (int i = 0; i < n; i++) {
    if (!jobs[i]) continue;
    if (!push_if(jobs[i])) free(jobs[i]);
    jobs[i] = NULL;
  }
}

static void batches(void) {
  struct job *batch[4];
  int n = 0;
  for (int i = 0; i < 100; i++) {
    batch[n++] = job_new(i);
    if (n == 4) {
      for (int k = 0; k < n; k++) queue_push(&queue, batch[k]);
      n = 0;
    }
  }
  for (int k = 0; k < n; k++) {
    batch[k]->number = 1;
    free(batch[k]);
  }
}

static void null_when_sent(struct job *job, int tries) {
  do {
    if (push_if(job)) {
      job = NULL;
      break;
    }
    job->number++;
  } while (--tries);
  if (job) free(job);
}

static void by_switch(struct job *job) {
  int err = queue_try(&queue, job);
  switch (err) {
  case 0: return;
  case -1: free(job); break;
  default: job->number = err; free(job);
  }
}

static void a_copy(struct job *job) {
  struct job *copy = job_new(job->number);
  copy->text = job->text ? strdup(job->text) : 0;
  queue_push(&queue, copy);
  job->number++;
  free(job);
}

static int sends(struct job *job) {
  if (!push_if(job)) {
    errno = EAGAIN;
    return -1;
  }
  return 0;
}

static void sends_again(struct job *job) {
  while (sends(job) == -1 && errno == EAGAIN) {
    job->number++;
  }
}

static void helper_result(struct job *job) {
  if (sends(job) != 0) {
    free(job);
    return;
  }
  printf("sent\n");
}

static struct job *recycle;

static void recycles(int n) {
  while (n--) {
    struct job *job = recycle;
    if (!job) job = job_new(n);
    recycle = NULL;
    job->number = n;
    if (!push_if(job)) recycle = job;
  }
}

static void one_of_two(struct job *a, struct job *b, int which) {
  struct job *job = which ? a : b;
  queue_push(&queue, job);
  (which ? b : a)->number = 1;
}

static void list_by_for(struct job *list) {
  for (struct job *j = list, *n; j; j = n) {
    n = j->next;
    j->next = NULL;
    queue_push(&queue, j);
  }
}

static void list_by_while(struct job *list) {
  struct job *j;
  while ((j = list) != NULL) {
    list = j->next;
    if (j->number) queue_push(&queue, j);
    else free(j);
  }
}

static void member_in_a_loop(struct ctx *c, int n) {
  while (n-- && c->job) {
    queue_push(&queue, c->job);
    c->job = n ? job_new(n) : NULL;
  }
}

static void pops_and_pushes(void) {
  struct job *job;
  while ((job = queue_pop(&queue))) {
    job->number++;
    if (!job->number) {
      free(job);
      break;
    }
    queue_push(&queue, job);
  }
}

static void reads_before(struct job *job) {
  size_t len = strlen(job->text);
  int n = job->number;
  queue_push(&queue, job);
  printf("%zu %d\n", len, n);
}

static void calls_back(struct job *job, void (*done)(int)) {
  int n = job->number;
  queue_push(&queue, job);
  if (done) done(n);
}

static void clear_handle(struct job **pj) {
  queue_push(&queue, *pj);
  *pj = NULL;
}

static void handle(struct job *job) {
  clear_handle(&job);
  if (job) free(job);
}

static int counts(struct job *job) {
  static int count;
  if (push_if(job)) {
    count++;
    return 0;
  } else count--;
  job->number = count;
  free(job);
  return -1;
}

int main(void) {
  struct ctx c = {0, 0};
  pthread_t t;
  if (pthread_create(&t, 0, worker, 0)) return 1;
  by_ternary(job_new(1));
  result_kept_in_a_test(job_new(1), 1);
  ternary_with_comma(job_new(1));
  negative_fails(job_new(1));
  gets_it_back(job_new(1));
  by_mode(job_new(1));
  one_way_out(2);
  c.job = job_new(1);
  member_set_to_null(&c);
  member_replaced(&c);
  struct job *a[2] = {job_new(1), 0};
  array_of_parameters(a, 2);
  batches();
  null_when_sent(job_new(1), 3);
  by_switch(job_new(2));
  a_copy(job_new(1));
  sends_again(job_new(1));
  helper_result(job_new(1));
  recycles(3);
  one_of_two(job_new(1), job_new(2), 1);
  list_by_for(job_new(1));
  list_by_while(job_new(1));
  member_in_a_loop(&c, 3);
  pops_and_pushes();
  reads_before(job_new(1));
  calls_back(job_new(1), 0);
  handle(job_new(1));
  counts(job_new(1));
  return pthread_join(t, 0);
}
