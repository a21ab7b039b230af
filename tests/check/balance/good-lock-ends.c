/* Locks that begin before they are taken and end after they were given back; another object's lock is
 * another lock. */
#include <pthread.h>
#include <stdlib.h>

struct box {
  pthread_mutex_t lock;
  struct box *next;
  int value;
};
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static struct box *table;

static struct box *box_new(void) {
  struct box *b = calloc(1, sizeof *b);
  if (!b) return 0;
  pthread_mutex_init(&b->lock, 0);
  pthread_mutex_lock(&b->lock);
  b->value = 1;
  pthread_mutex_unlock(&b->lock);
  return b;
}

static void box_free(struct box *b) {
  pthread_mutex_lock(&b->lock);
  b->value = 0;
  pthread_mutex_unlock(&b->lock);
  pthread_mutex_destroy(&b->lock);
  free(b);
}

static void take_out(struct box *from) {
  pthread_mutex_lock(&from->lock);
  struct box *b = from->next;
  if (b) {
    from->next = b->next;
    box_free(b);
  }
  pthread_mutex_unlock(&from->lock);
}

static void *run(void *unused) {
  pthread_mutex_lock(&table_lock);
  struct box *b = box_new();
  if (b) {
    b->next = table;
    table = b;
    take_out(b);
    table = 0;
    pthread_mutex_lock(&b->lock);
    pthread_mutex_unlock(&b->lock);
    box_free(b);
  }
  pthread_mutex_unlock(&table_lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  table = box_new();
  if (pthread_create(&thread, 0, run, 0)) return 1;
  if (pthread_join(thread, 0)) return 1;
  return pthread_mutex_destroy(&table_lock);
}
