/* Attributes of Clang's that are kept, some of them said twice, by a macro too; a guard that stands
 * later in the struct. */
// compile: -fexperimental-late-parse-attributes
#include <custody/short.h>
#include <pthread.h>

typedef struct CAPABILITY("mutex") __attribute__((capability("lock"))) {
  pthread_mutex_t inner;
} mutex;

struct queue {
  int length __attribute__((guarded_by(mu))) GUARDED_BY(mu);
  int *items __attribute__((pt_guarded_by(mu))) PT_GUARDED_BY(mu);
  mutex mu;
};
static struct queue queues[2];

void mutex_lock(mutex *m) __attribute__((acquire_capability(m))) ACQUIRE(m);
void mutex_unlock(mutex *m) RELEASE(m) __attribute__((release_capability(m)));
int mutex_try(mutex *m) TRY_ACQUIRE(ret != 0, m) __attribute__((try_acquire_capability(1, m)));
static void grow(struct queue *q) __attribute__((requires_capability(&q->mu))) REQUIRES(q->mu);
static void grow(struct queue *q) {
  q->length++;
  q->items[1] = 1;
}
static void skipped(struct queue *q) NO_CHECK("set before") __attribute__((no_thread_safety_analysis));
static void skipped(struct queue *q) { q->length = 1; }

static void *run(void *argument) {
  struct queue *q = argument;
  int *items = q->items;
  mutex_lock(&q->mu);
  grow(q);
  items[0]++;
  mutex_unlock(&q->mu);
  if (mutex_try(&q->mu)) {
    grow(q);
    mutex_unlock(&q->mu);
  }
  skipped(q);
  return argument;
}

int main(void) {
  pthread_t thread;
  static int items[2][2];
  for (int i = 0; i < 2; i++) {
    pthread_mutex_init(&queues[i].mu.inner, 0);
    queues[i].items = items[i];
  }
  if (pthread_create(&thread, 0, run, &queues[0])) return 1;
  run(&queues[1]);
  return pthread_join(thread, 0);
}

void mutex_lock(mutex *m) { pthread_mutex_lock(&m->inner); }
void mutex_unlock(mutex *m) { pthread_mutex_unlock(&m->inner); }
int mutex_try(mutex *m) { return pthread_mutex_trylock(&m->inner) == 0; }
