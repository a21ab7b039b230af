/* Different instances, one of which is only ever taken first and the other only ever last. */
#include <custody/short.h>
#include <pthread.h>

struct queue {
  pthread_mutex_t lock;
  int length GUARDED_BY(lock);
};

static struct queue in = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct queue out = {PTHREAD_MUTEX_INITIALIZER, 0};
static pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;

static void queue_and_journal(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  pthread_mutex_lock(&journal);
  q->length++;
  pthread_mutex_unlock(&journal);
  pthread_mutex_unlock(&q->lock);
}

static void journal_and_queue(struct queue *q) {
  pthread_mutex_lock(&journal);
  pthread_mutex_lock(&q->lock);
  q->length++;
  pthread_mutex_unlock(&q->lock);
  pthread_mutex_unlock(&journal);
}

static void *run(void *unused) {
  queue_and_journal(&in);
  journal_and_queue(&out);
  return unused;
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, run, 0) || pthread_create(&two, 0, run, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
