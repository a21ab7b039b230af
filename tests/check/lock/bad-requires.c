/* A call without the lock that the callee requires, or with it shared only, is the finding. */
#include <custody/short.h>
#include <pthread.h>

struct table {
  pthread_rwlock_t lock;
  int entries GUARDED_BY(lock);
};

static struct table table = {.lock = PTHREAD_RWLOCK_INITIALIZER};

static void insert(struct table *t) REQUIRES(t->lock) { t->entries++; } // expect-note: REQUIRES(t->lock)

static int size(const struct table *t) REQUIRES_SHARED(t->lock) { return t->entries; }

static void *run(void *unused) {
  insert(&table); // expect-both: lock insert
  if (size(&table)) return unused; // expect-both: lock size
  pthread_rwlock_rdlock(&table.lock);
  insert(&table); // expect-both: lock insert
  pthread_rwlock_unlock(&table.lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
