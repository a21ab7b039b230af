#ifndef RING_H
#define RING_H
#include <custody/short.h>
#include <pthread.h>

struct ring {
  pthread_mutex_t lock;
  int *slots PT_GUARDED_BY(lock);
};
void ring_set(int *slot, int value);
#endif
