#ifndef STORE_H
#define STORE_H
#include <custody/short.h>
#include <pthread.h>

struct store {
  pthread_mutex_t lock;
  int entries GUARDED_BY(lock);
};

extern struct store store;
void store_begin(struct store *s);
void store_end(struct store *s);
#endif
