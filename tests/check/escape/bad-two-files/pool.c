#include "pool.h"

struct pool pool = {PTHREAD_MUTEX_INITIALIZER, 0};

static void change(struct pool *p, int by) {
  pthread_mutex_lock(&p->lock);
  p->used += by;
  pthread_mutex_unlock(&p->lock);
}

void pool_take(struct pool *p) { change(p, 1); }
void pool_give(struct pool *p) { change(p, -1); }

int pool_used(struct pool *p) {
  pthread_mutex_lock(&p->lock);
  int used = p->used;
  pthread_mutex_unlock(&p->lock);
  return used;
}
