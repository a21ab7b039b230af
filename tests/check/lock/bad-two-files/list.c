#include "list.h"

struct list list = {.lock = PTHREAD_MUTEX_INITIALIZER};

void list_grow(struct list *l) {
  l->length++; // expect: lock list.length
}
void list_lock(struct list *l) { pthread_mutex_lock(&l->lock); }
void list_unlock(struct list *l) { pthread_mutex_unlock(&l->lock); }
