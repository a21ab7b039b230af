#ifndef STORE_H
#define STORE_H
#include <custody/short.h>
#include <pthread.h>
#include <stdbool.h>

struct store {
  pthread_mutex_t lock;
  pthread_rwlock_t index_lock;
  int items GUARDED_BY(lock);
  int keys GUARDED_BY(index_lock);
};

/* Nothing here says what the functions do to the locks. */
bool store_open(struct store *);
void store_lock(struct store *);
bool store_trylock(struct store *);
int store_lock_until(struct store *, long seconds);
void store_unlock(struct store *);
int index_read(struct store *);
int index_write(struct store *);
void index_done(struct store *);

#endif
