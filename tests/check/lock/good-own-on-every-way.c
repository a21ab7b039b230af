/* What is allocated on one of two ways, or in a loop until it works, is nobody else's on either. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct item {
  struct item *next GUARDED_BY(lock);
  int size;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct item *items GUARDED_BY(lock);

static struct item *allocate(int tries) {
  struct item *item = NULL;
  for (int i = 0; i < tries; i++) {
    item = malloc(sizeof *item);
    if (item) break;
  }
  return item;
}

static void *add(void *large) {
  struct item *item = NULL;
  if (large) item = calloc(4, sizeof *item);
  else item = allocate(10);
  if (!item) return NULL;
  item->next = NULL;
  pthread_mutex_lock(&lock);
  item->next = items;
  items = item;
  pthread_mutex_unlock(&lock);
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  pthread_create(&threads[0], 0, add, 0);
  pthread_create(&threads[1], 0, add, threads);
  pthread_join(threads[0], 0);
  return pthread_join(threads[1], 0);
}
