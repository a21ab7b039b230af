// A program's own struct of a mutex, in C: what its lock is called is for those who have one.
// wrong: lock of table.lock by thread T0
// wrong: custody-lock: write of table.count
// wrong: custody-lock: write of table.size
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct mutex {
  pthread_mutex_t inside;
  int depth;
  const char *who;
};
static void mutex_init(struct mutex *m) {
  pthread_mutex_init(&m->inside, NULL);
  m->depth = 0;
}
static void mutex_lock(struct mutex *m, const char *who) {
  pthread_mutex_lock(&m->inside);
  m->depth++;
  m->who = who;
}
static void mutex_unlock(struct mutex *m) {
  m->depth--;
  pthread_mutex_unlock(&m->inside);
}

struct table {
  struct mutex lock;
  int count GUARDED_BY(struct table.lock);
  int size GUARDED_BY(struct mutex.inside);
};
struct row {
  struct mutex lock;
};

/* A table is always before a row, wherever they are. */
static void both(struct table *table, struct row *row) {
  mutex_lock(&table->lock, __func__);
  mutex_lock(&row->lock, __func__);
  table->count++;
  table->size++;
  mutex_unlock(&row->lock);
  mutex_unlock(&table->lock);
}

static void backwards(struct table *table, struct row *row) {
  mutex_lock(&row->lock, __func__);
  mutex_lock(&table->lock, __func__);
  mutex_unlock(&table->lock);
  mutex_unlock(&row->lock);
}

static void table_without(struct table *table) {
  table->count++;
  table->size++;
}

static void *nothing(void *data) { return data; }

int main(int argc, char **argv) {
  char *memory = calloc(4, sizeof(struct table));
  if (!memory) return 1;
  struct table *low = (void *)memory, *high = (void *)(memory + 3 * sizeof(struct table));
  struct row *between = (void *)(memory + sizeof(struct table));
  mutex_init(&low->lock);
  mutex_init(&high->lock);
  mutex_init(&between->lock);
  pthread_t thread; /* rules hold from now on */
  pthread_create(&thread, NULL, nothing, memory);
  both(low, between);
  both(high, between);
  if (argc > 1 && argv[1][0] == 'w') {
    backwards(low, between);
    table_without(high);
  }
  pthread_join(thread, NULL);
  free(memory);
  return 0;
}
