#include "store.h"

struct store store = {.lock = PTHREAD_MUTEX_INITIALIZER};

void store_add(struct store *s) {
  pthread_mutex_lock(&s->lock);
  s->entries++;
  log_line(); // expect-note: 'store_add' calls 'log_line' here
  pthread_mutex_unlock(&s->lock);
}

void store_clear(struct store *s) {
  pthread_mutex_lock(&s->lock); // expect: order 'store.lock' is taken with 'log_lock' held
  s->entries = 0;
  pthread_mutex_unlock(&s->lock);
}
