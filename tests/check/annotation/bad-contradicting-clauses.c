/* A contract that says of one lock both that callers hold it and that they do not. */
#include <custody/short.h>
#include <pthread.h>

struct queue {
  pthread_mutex_t lock;
  int length GUARDED_BY(lock);
};

void queue_swap(struct queue *q) ACQUIRE(q->lock) RELEASE(q->lock); // expect-both: annotation
int queue_peek(struct queue *q) REQUIRES_SHARED(q->lock) EXCLUDES(q->lock); // expect-both: annotation

int queue_peek(struct queue *q) { return q->length; }

int main(void) { return 0; }
