#ifndef LIST_H
#define LIST_H
#include <custody/short.h>
#include <pthread.h>

struct list {
  pthread_mutex_t lock;
  int length GUARDED_BY(lock);
};

extern struct list list;
void list_grow(struct list *l);
void list_lock(struct list *l) ACQUIRE(l->lock);
void list_unlock(struct list *l) RELEASE(l->lock);
#endif
