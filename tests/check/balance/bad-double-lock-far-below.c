/* Functions that have nothing to do with locks themselves pass on what is locked below them. */
#include <custody/short.h>
#include <pthread.h>

struct table {
  pthread_mutex_t lock;
  int size;
};
struct store {
  struct table *table;
};

static int size_of(struct table *t) {
  pthread_mutex_lock(&t->lock); // expect-both: balance t->lock
  int size = t->size;
  pthread_mutex_unlock(&t->lock);
  return size;
}

static int average(struct table *table, int sum) {
  struct table *same = table;
  int size = size_of(same);
  return size ? sum / size : 0;
}

static int report(struct store *s, int sum) {
  struct table *t = s->table;
  for (int i = 0; i < 3; i++) sum += average(t, sum);
  return sum;
}

static void *run(void *argument) {
  struct store *s = argument;
  pthread_mutex_lock(&s->table->lock);
  report(s, 3);
  pthread_mutex_unlock(&s->table->lock);
  report(s, 4);
  return 0;
}

int main(void) {
  static struct table table = {.lock = PTHREAD_MUTEX_INITIALIZER};
  static struct store store = {&table};
  pthread_t thread;
  if (pthread_create(&thread, 0, run, &store)) return 1;
  return pthread_join(thread, 0);
}
