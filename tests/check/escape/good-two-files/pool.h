#include <custody/short.h>
#include <pthread.h>

struct SELF_LOCKED pool {
  pthread_mutex_t lock;
  int used;
};

extern struct pool pool;

void pool_take(struct pool *p);
void pool_give(struct pool *p);
int pool_used(struct pool *p);
