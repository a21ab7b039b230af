/* REQUIRES is assumed inside and kept by every caller; the shared form is content with either. */
#include <custody/short.h>
#include <pthread.h>

struct table {
  pthread_rwlock_t lock;
  int entries GUARDED_BY(lock);
};

static struct table table = {.lock = PTHREAD_RWLOCK_INITIALIZER};

static void insert(struct table *t) REQUIRES(t->lock) { t->entries++; }

static int size(const struct table *t) REQUIRES_SHARED(t->lock) { return t->entries; }

static void *run(void *unused) {
  pthread_rwlock_wrlock(&table.lock);
  if (size(&table) < 10) insert(&table);
  pthread_rwlock_unlock(&table.lock);
  pthread_rwlock_rdlock(&table.lock);
  int n = size(&table);
  pthread_rwlock_unlock(&table.lock);
  return n ? unused : 0;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
