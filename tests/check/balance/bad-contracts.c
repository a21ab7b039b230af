/* A body that does not do what its contract says; a call that the contract excludes. */
#include <custody/short.h>
#include <pthread.h>

struct table {
  pthread_mutex_t lock;
  int entries GUARDED_BY(lock);
};

static struct table table = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void forgets(struct table *t, int wanted) ACQUIRE(t->lock) {
  if (!wanted) return; // expect-both: balance t->lock
  pthread_mutex_lock(&t->lock);
}

static void keeps(struct table *t) RELEASE(t->lock) {
  t->entries++;
} // expect-both: balance t->lock

static void add(struct table *t) EXCLUDES(t->lock) {
  pthread_mutex_lock(&t->lock);
  t->entries++;
  pthread_mutex_unlock(&t->lock);
}

static void *run(void *unused) {
  forgets(&table, 1);
  add(&table); // expect-both: balance add
  keeps(&table);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
