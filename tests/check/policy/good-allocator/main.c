/* What an allocator of the program's own returns is nobody else's, and already where it is taken off
 * the free list. */
// compile: -fcustody-policy=own.yaml
#include <pthread.h>
#include <stddef.h>

struct item {
  struct item *next;
  int references;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER, free_lock = PTHREAD_MUTEX_INITIALIZER;
static struct item *free_items, *items;

static struct item *do_take(void) {
  struct item *item = NULL, *result;
  if (free_items) {
    item = free_items;
    free_items = item->next;
    item->references = 1;
    result = item;
  } else result = NULL;
  return result;
}

static struct item *take(void) {
  pthread_mutex_lock(&free_lock);
  struct item *item = do_take();
  pthread_mutex_unlock(&free_lock);
  return item;
}

static void *add(void *unused) {
  struct item *item = take();
  if (!item) return unused;
  item->references++;
  pthread_mutex_lock(&lock);
  item->next = items;
  items = item;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  pthread_create(&threads[0], 0, add, 0);
  pthread_create(&threads[1], 0, add, 0);
  pthread_join(threads[0], 0);
  return pthread_join(threads[1], 0);
}
