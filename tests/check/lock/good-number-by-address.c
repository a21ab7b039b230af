/* Helpers that get the addresses of numbers: under the lock, while the object is being built, and by
 * atomic operations of their own. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct queue {
  pthread_mutex_t lock;
  int length GUARDED_BY(lock);
  int users ATOMIC;
};

static void bump(int *number) { (*number)++; }
static int twice(const int *number) { return 2 * *number; }
static void count_in(int *counter) { __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED); }

static struct queue *queue_new(void) {
  struct queue *q = calloc(1, sizeof *q);
  if (!q) abort();
  pthread_mutex_init(&q->lock, NULL);
  bump(&q->length);
  return q;
}

static void *run(void *argument) {
  struct queue *q = argument;
  count_in(&q->users);
  pthread_mutex_lock(&q->lock);
  bump(&q->length);
  twice(&q->length);
  pthread_mutex_unlock(&q->lock);
  return NULL;
}

int main(void) {
  pthread_t thread;
  struct queue *q = queue_new();
  if (pthread_create(&thread, NULL, run, q)) return 1;
  run(q);
  return pthread_join(thread, NULL);
}
