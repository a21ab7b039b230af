/* A PINNED object is touched by who made it, then by who took it. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct request {
  struct request *next;
  int state PINNED;
  int answer PINNED;
};

static struct {
  pthread_mutex_t lock;
  struct request *first GUARDED_BY(lock);
} queue = {PTHREAD_MUTEX_INITIALIZER, 0};

static struct request main_request;

static void push(struct request *r TRANSFER) {
  pthread_mutex_lock(&queue.lock);
  r->next = queue.first;
  queue.first = r;
  pthread_mutex_unlock(&queue.lock);
}

static struct request *pop(void) TAKES {
  pthread_mutex_lock(&queue.lock);
  struct request *r = queue.first;
  if (r) queue.first = r->next;
  pthread_mutex_unlock(&queue.lock);
  return r;
}

static void advance(struct request *r) { r->state++; }

static void *worker(void *unused) {
  struct request *r = pop();
  if (!r) return unused;
  advance(r);
  r->answer = r->state;
  push(r);
  return unused;
}

static void *own(void *arg) {
  struct request *r = arg;
  r->state = 7;
  return 0;
}

int main(void) {
  pthread_t thread, other;
  struct request *r = calloc(1, sizeof *r), *given = calloc(1, sizeof *given);
  if (!r || !given) return 1;
  main_request.state = 1;
  r->state = 1;
  push(r);
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  if (pthread_create(&other, 0, own, given)) {
    given->state = 0;
    return 1;
  }
  pthread_join(thread, 0);
  pthread_join(other, 0);
  r = pop();
  return r ? r->answer : given->state;
}
