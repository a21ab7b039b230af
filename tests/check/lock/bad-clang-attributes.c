/* Clang's own attributes mean what the macros mean: of a field, of what it points to, of functions; in
 * the spellings of today and the old ones. */
#include <pthread.h>

struct __attribute__((capability("mutex"))) mutex {
  pthread_mutex_t inner;
};

struct queue {
  struct mutex mu;
  int length __attribute__((guarded_by(mu)));
  int *items __attribute__((pt_guarded_by(&mu)));
};

static struct queue queue;
static struct mutex total_mu, other_mu;
static int total __attribute__((guarded_by(total_mu)));
static int both __attribute__((guarded_by(total_mu))) __attribute__((guarded_by(other_mu)));

void mutex_lock(struct mutex *m) __attribute__((acquire_capability(m)));
void mutex_unlock(struct mutex *m) __attribute__((release_capability(*m)));
int mutex_try(struct mutex *m) __attribute__((try_acquire_capability(1, m)));
void read_lock(struct mutex *m) __attribute__((shared_lock_function(m)));
void read_unlock(struct mutex *m) __attribute__((release_generic_capability(m)));
int old_try(struct mutex *m) __attribute__((exclusive_trylock_function(0, m)));
void assert_locked(struct mutex *m) __attribute__((assert_capability(m)));
void assert_read(struct mutex *m) __attribute__((assert_shared_lock(m)));
struct mutex *mutex_of(struct queue *q) __attribute__((lock_returned(q->mu)));
void mutex_init(struct mutex *m);

static void grow(struct queue *q) __attribute__((requires_capability(q->mu)));
static void grow(struct queue *q) { q->length++; }
static int size(const struct queue *q) __attribute__((shared_locks_required(q->mu)));
static int size(const struct queue *q) { return q->length; }
static void drain(struct queue *q) __attribute__((locks_excluded(q->mu)));
static void drain(struct queue *q) {
  mutex_lock(&q->mu);
  q->length = 0;
  mutex_unlock(&q->mu);
}
static void unchecked(struct queue *q) __attribute__((no_thread_safety_analysis));
static void unchecked(struct queue *q) { q->length = 9; }

static void *run(void *argument) {
  struct queue *q = argument;
  q->length++;    // expect-both: lock queue.length
  q->items[0] = 1; // expect-both: lock '*queue.items'
  total++;        // expect-both: lock 'total' is written
  grow(q);        // expect-both: lock 'grow' is called without 'argument->mu' held
  mutex_lock(&q->mu);
  grow(q);
  drain(q); // expect-both: balance 'drain' is called with 'argument->mu' held
  q->items[0] = size(q);
  mutex_unlock(&q->mu);
  read_lock(&q->mu);
  q->items[1] = 1;  // expect-both: lock '*queue.items'
  if (size(q)) unchecked(q);
  read_unlock(&q->mu);
  if (mutex_try(&q->mu)) {
    grow(q);
    mutex_unlock(&q->mu);
  } else grow(q); // expect-both: lock 'grow' is called without 'argument->mu' held
  if (old_try(mutex_of(q)) == 0) {
    grow(q);
    mutex_unlock(mutex_of(q));
  }
  mutex_lock(&total_mu);
  total++;
  both++; // expect-both: lock 'both' is written without
  total += both;
  mutex_unlock(&total_mu);
  return argument;
}

static void *asserted(void *argument) {
  struct queue *q = argument;
  assert_read(&q->mu);
  size(q);
  q->length++; // expect-both: lock queue.length
  assert_locked(&q->mu);
  q->length++;
  return argument;
}

int main(void) {
  pthread_t thread, second;
  static int items[2];
  mutex_init(&queue.mu);
  mutex_init(&total_mu);
  mutex_init(&other_mu);
  queue.items = items;
  if (pthread_create(&thread, 0, run, &queue)) return 1;
  if (pthread_create(&second, 0, asserted, &queue)) return 1;
  return pthread_join(thread, 0);
}

void mutex_lock(struct mutex *m) { pthread_mutex_lock(&m->inner); }
void mutex_unlock(struct mutex *m) { pthread_mutex_unlock(&m->inner); }
int mutex_try(struct mutex *m) { return pthread_mutex_trylock(&m->inner) == 0; }
void read_lock(struct mutex *m) { pthread_mutex_lock(&m->inner); }
void read_unlock(struct mutex *m) { pthread_mutex_unlock(&m->inner); }
int old_try(struct mutex *m) { return pthread_mutex_trylock(&m->inner); }
void assert_locked(struct mutex *m) { (void)m; }
void assert_read(struct mutex *m) { (void)m; }
struct mutex *mutex_of(struct queue *q) { return &q->mu; }
void mutex_init(struct mutex *m) { pthread_mutex_init(&m->inner, 0); }
