/* On one of two ways it is an item that others know as well. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct item {
  struct item *next GUARDED_BY(lock);
  int size;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct item *items GUARDED_BY(lock);

static struct item *first(void) {
  pthread_mutex_lock(&lock);
  struct item *item = items;
  pthread_mutex_unlock(&lock);
  return item;
}

static void *add(void *large) {
  struct item *item;
  if (large) item = calloc(4, sizeof *item);
  else item = first();
  if (!item) return NULL;
  item->next = NULL; // expect-both: lock item.next
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
