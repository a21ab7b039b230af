/* A lock that is destroyed, or made anew, while it's held: here or in a caller. */
#include <pthread.h>
#include <stdlib.h>
#include <threads.h>

struct box {
  pthread_mutex_t lock;
  mtx_t mutex;
  int value;
};
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;

static void box_free(struct box *b) {
  pthread_mutex_destroy(&b->lock); // expect-both: balance 'b->lock' is destroyed while it is held
  free(b);
}

static void box_reset(struct box *b) {
  pthread_mutex_init(&b->lock, 0); // expect-both: balance 'b->lock' is initialised while it is held
  b->value = 0;
}

static void leave(struct box *b) {
  pthread_mutex_lock(&b->lock);
  b->value++;
  box_free(b);
}

static void reset(struct box *b) {
  pthread_mutex_lock(&b->lock);
  box_reset(b);
  pthread_mutex_unlock(&b->lock);
}

static void others(struct box *b) {
  mtx_lock(&b->mutex);
  mtx_destroy(&b->mutex); // expect-both: balance 'b->mutex' is destroyed while it is held
  mtx_unlock(&b->mutex);
  pthread_rwlock_rdlock(&table);
  pthread_rwlock_destroy(&table); // expect-both: balance 'table' is destroyed while it is held
  pthread_rwlock_unlock(&table);
}

static void *run(void *argument) {
  reset(argument);
  others(argument);
  leave(argument);
  return 0; // expect-both: balance 'argument->lock' is still held when 'run' ends here
}

int main(void) {
  pthread_t thread;
  struct box *b = calloc(1, sizeof *b);
  if (!b) return 1;
  pthread_mutex_init(&b->lock, 0);
  mtx_init(&b->mutex, mtx_plain);
  if (pthread_create(&thread, 0, run, b)) return 1;
  return pthread_join(thread, 0);
}
