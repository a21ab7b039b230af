#ifndef STORE_H
#define STORE_H
#include <custody/short.h>
#include <pthread.h>

struct store {
  pthread_mutex_t lock;
  int entries GUARDED_BY(lock);
};

extern struct store store;
extern pthread_mutex_t log_lock;

void store_add(struct store *s);
void store_clear(struct store *s);
void log_line(void);
void log_flush(void);
#endif
