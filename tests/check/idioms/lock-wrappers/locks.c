#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

bool store_open(struct store *s) {
  if (pthread_mutex_init(&s->lock, NULL) != 0) return false;
  if (pthread_rwlock_init(&s->index_lock, NULL) == 0) return true;
  pthread_mutex_destroy(&s->lock);
  return false;
}

static void must(int error, const char *what) {
  if (!error) return;
  fprintf(stderr, "%s: error %d\n", what, error);
  abort();
}

void store_lock(struct store *s) { must(pthread_mutex_lock(&s->lock), "lock"); }
void store_unlock(struct store *s) {
  must(pthread_mutex_unlock(&s->lock), "unlock"); // expect: balance s->lock
}

bool store_trylock(struct store *s) {
  int error = pthread_mutex_trylock(&s->lock);
  if (error == EBUSY) return false;
  must(error, "trylock");
  return true;
}

int store_lock_until(struct store *s, long seconds) {
  struct timespec until = {.tv_sec = time(NULL) + seconds};
  int error = pthread_mutex_timedlock(&s->lock, &until);
  if (error == ETIMEDOUT) return -1;
  must(error, "timed lock");
  return 0;
}

int index_read(struct store *s) { return pthread_rwlock_rdlock(&s->index_lock) ? -1 : 0; }

int index_write(struct store *s) {
  int error = pthread_rwlock_wrlock(&s->index_lock);
  if (error) {
    errno = error;
    return -1;
  }
  return 0;
}

void index_done(struct store *s) { pthread_rwlock_unlock(&s->index_lock); }
