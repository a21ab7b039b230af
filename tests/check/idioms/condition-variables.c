/* Condition variables: waits in a loop, until a time, through a wrapper, on one of two, and what is
 * signalled with the lock held or after it. */
#include <custody/short.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

struct job {
  struct job *next;
};

struct pool {
  pthread_mutex_t lock;
  pthread_cond_t not_empty, idle;
  struct job *first GUARDED_BY(lock);
  int busy GUARDED_BY(lock);
  bool stopping GUARDED_BY(lock);
};

static struct job *next_job(struct pool *p) {
  struct job *j = NULL;
  pthread_mutex_lock(&p->lock);
  while (!p->first && !p->stopping) pthread_cond_wait(&p->not_empty, &p->lock);
  if (!p->stopping) {
    j = p->first;
    p->first = j->next;
    p->busy++;
  }
  pthread_mutex_unlock(&p->lock);
  return j;
}

static void done(struct pool *p) {
  pthread_mutex_lock(&p->lock);
  bool last = --p->busy == 0;
  pthread_mutex_unlock(&p->lock);
  if (last) pthread_cond_broadcast(&p->idle);
#ifdef BROKEN
  if (p->first) pthread_cond_signal(&p->not_empty); // expect-both: lock pool.first
#endif
}

static void add(struct pool *p, struct job *j) {
  pthread_mutex_lock(&p->lock);
  j->next = p->first;
  p->first = j;
  pthread_cond_signal(&p->not_empty);
  pthread_mutex_unlock(&p->lock);
}

/* Must be called with the lock, which it gives back only while it waits. */
static int wait_a_while(struct pool *p, long seconds) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += seconds;
  int error = pthread_cond_timedwait(&p->idle, &p->lock, &until); // expect-both: balance p->lock
  return error == ETIMEDOUT ? -1 : 0;
}

static bool drain(struct pool *p, long seconds) {
  bool drained = true;
#ifndef BROKEN
  pthread_mutex_lock(&p->lock);
#endif
  while (p->busy > 0) // expect-both: lock pool.busy
    if (wait_a_while(p, seconds) < 0) {
      drained = p->busy == 0; // expect-both: lock pool.busy
      break;
    }
#ifndef BROKEN
  pthread_mutex_unlock(&p->lock);
#endif
  return drained;
}

static void stop(struct pool *p) {
  struct timespec until = {.tv_sec = time(NULL) + 1};
  pthread_mutex_lock(&p->lock);
  p->stopping = true;
  pthread_cond_broadcast(&p->not_empty);
  int error = 0;
  while (p->busy && error == 0) error = pthread_cond_timedwait(&p->idle, &p->lock, &until);
#ifdef BROKEN
  if (error == ETIMEDOUT) return; // expect-both: balance p->lock
#endif
  pthread_mutex_unlock(&p->lock);
}

static struct pool pool = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER,
                           PTHREAD_COND_INITIALIZER, NULL, 0, false};

static void *worker(void *unused) {
  struct job *j;
  while ((j = next_job(&pool)) != NULL) {
    free(j);
    done(&pool);
  }
  return unused;
}

int main(void) {
  pthread_t threads[3];
  for (int i = 0; i < 3; i++)
    if (pthread_create(&threads[i], NULL, worker, NULL)) return 1;
  for (int i = 0; i < 100; i++) {
    struct job *j = malloc(sizeof *j);
    if (j) add(&pool, j);
  }
  drain(&pool, 1);
  stop(&pool);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  return 0;
}
