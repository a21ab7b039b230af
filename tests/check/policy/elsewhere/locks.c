#include "shared.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t *item_locks;
static pthread_mutex_t stats_lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void locks_init(void) {
  item_locks = calloc(16, sizeof *item_locks);
  for (int i = 0; i < 16; i++) pthread_mutex_init(&item_locks[i], NULL);
}

void item_lock(unsigned hash) { pthread_mutex_lock(&item_locks[hash & 15]); }
void item_unlock(unsigned hash) { pthread_mutex_unlock(&item_locks[hash & 15]); }
void stats_lock_take(void) { pthread_mutex_lock(&stats_lock); }
void stats_lock_give(void) { pthread_mutex_unlock(&stats_lock); }
