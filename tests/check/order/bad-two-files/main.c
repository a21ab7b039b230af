/* Each function takes its own lock and calls into the other file, which takes the other one. */
#include "store.h"

static void *fill(void *unused) {
  store_add(&store);
  return unused;
}

static void *flush(void *unused) {
  log_flush(); // expect-note: 'flush' calls 'log_flush' here
  return unused;
}

pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

void log_line(void) {
  pthread_mutex_lock(&log_lock);
  pthread_mutex_unlock(&log_lock);
}

void log_flush(void) {
  pthread_mutex_lock(&log_lock); // expect-note: 'log_lock' is held exclusively on this way
  store_clear(&store);           // expect-note: 'log_flush' calls 'store_clear' here
  pthread_mutex_unlock(&log_lock);
}

int main(void) {
  pthread_t one, two;
  if (pthread_create(&one, 0, fill, 0) || pthread_create(&two, 0, flush, 0)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
