/* A call of a RETURN_CAPABILITY function in an annotation is the lock that it returns, of what it is
 * called with. */
#include <custody/short.h>
#include <pthread.h>

struct pool {
  pthread_mutex_t locks[4];
};
struct queue {
  struct pool *pool;
  pthread_mutex_t mutex;
  int length GUARDED_BY(mutex_of(this));
  int peak GUARDED_BY(pool_lock(pool, 1));
  int hits GUARDED_BY(total_lock());
  int *items PT_GUARDED_BY(*mutex_of(this));
};
static struct pool pool;
static struct queue queues[2] = {{&pool, PTHREAD_MUTEX_INITIALIZER, 0, 0, 0, 0},
                                 {&pool, PTHREAD_MUTEX_INITIALIZER, 0, 0, 0, 0}};
static pthread_mutex_t total = PTHREAD_MUTEX_INITIALIZER;

static pthread_mutex_t *mutex_of(struct queue *q) RETURN_CAPABILITY(q->mutex);
static pthread_mutex_t *mutex_of(struct queue *q) { return &q->mutex; }
pthread_mutex_t *pool_lock(struct pool *p, int i) RETURN_CAPABILITY(p->locks[i]);
pthread_mutex_t *total_lock(void) RETURN_CAPABILITY(total);
static pthread_mutex_t *again(struct queue *it) RETURN_CAPABILITY(mutex_of(it));
static pthread_mutex_t *again(struct queue *it) { return mutex_of(it); }

static void grow(struct queue *q) REQUIRES(mutex_of(q));
static void grow(struct queue *q) { q->length++; }
static void shrink(struct queue *to, struct queue *from) REQUIRES(again(to));
static void shrink(struct queue *to, struct queue *from) {
  to->length++;
  from->length--; // expect-both: lock queue.length
}

static void move(struct queue *a, struct queue *b) {
  pthread_mutex_lock(&a->mutex);
  grow(a);
  a->items[0] = 1;
  grow(b);         // expect-both: lock 'grow' is called without 'b->mutex' held
  b->items[0] = 1; // expect-both: lock '*queue.items' is written
  shrink(a, b);
  pthread_mutex_unlock(&a->mutex);
  pthread_mutex_lock(pool_lock(a->pool, 1));
  a->peak = 1;
  pthread_mutex_unlock(pool_lock(a->pool, 1));
  pthread_mutex_lock(&a->pool->locks[2]);
  a->peak = 2; // expect-both: lock queue.peak
  pthread_mutex_unlock(&a->pool->locks[2]);
  a->hits++; // expect-both: lock queue.hits
  pthread_mutex_lock(total_lock());
  a->hits++;
  pthread_mutex_unlock(total_lock());
}

static void *run(void *unused) {
  move(&queues[0], &queues[1]);
  return unused;
}

int main(void) {
  pthread_t thread;
  static int items[2][2];
  for (int i = 0; i < 2; i++) queues[i].items = items[i];
  for (int i = 0; i < 4; i++) pthread_mutex_init(&pool.locks[i], 0);
  if (pthread_create(&thread, 0, run, 0)) return 1;
  run(0);
  return pthread_join(thread, 0);
}

pthread_mutex_t *pool_lock(struct pool *p, int i) { return &p->locks[i]; }
pthread_mutex_t *total_lock(void) { return &total; }
