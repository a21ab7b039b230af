#include "store.h"

LOCK_ORDER(struct store.lock, log_lock);

struct store store = {.lock = PTHREAD_MUTEX_INITIALIZER};

void store_add(struct store *s) {
  pthread_mutex_lock(&s->lock);
  s->entries++;
  log_line();
  pthread_mutex_unlock(&s->lock);
}

void store_clear(struct store *s) {
  pthread_mutex_lock(&s->lock);
  s->entries = 0;
  pthread_mutex_unlock(&s->lock);
}
