/* ACQUIRE and RELEASE are kept by the bodies and believed at the calls; EXCLUDES is kept. */
#include <custody/short.h>
#include <pthread.h>

struct table {
  pthread_rwlock_t lock;
  int entries GUARDED_BY(lock);
};

static struct table table = {.lock = PTHREAD_RWLOCK_INITIALIZER};

static void table_write(struct table *t) ACQUIRE(t->lock) { pthread_rwlock_wrlock(&t->lock); }
static void table_read(struct table *t) ACQUIRE_SHARED(t->lock) { pthread_rwlock_rdlock(&t->lock); }
static void table_wrote(struct table *t) RELEASE(t->lock) { pthread_rwlock_unlock(&t->lock); }
static void table_done(struct table *t) RELEASE_SHARED(t->lock) { pthread_rwlock_unlock(&t->lock); }

static void add(struct table *t) EXCLUDES(t->lock) {
  table_write(t);
  t->entries++;
  table_wrote(t);
}

static void *run(void *unused) {
  table_read(&table);
  int entries = table.entries;
  table_done(&table);
  if (entries < 3) add(&table);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
