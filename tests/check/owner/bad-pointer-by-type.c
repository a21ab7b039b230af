/* The pointer goes through memory that is copied as bytes: what calls it is found by its type. */
#include <custody/short.h>
#include <pthread.h>
#include <string.h>

THREAD_ROLE(main);
THREAD_ROLE(worker);

struct table {
  int size OWNED_BY(main);
};
struct job {
  void (*run)(struct table *, int);
};
static char parked[sizeof(struct job)];

static void grow(struct table *t, int by) { t->size += by; } // expect: owner table.size

static void park(void) {
  void (*kept)(struct table *, int) = grow;
  memcpy(parked, &kept, sizeof kept);
}

static void *work(void *) THREAD_ENTRY(worker);
static void *work(void *table) {
  struct job job;
  memcpy(&job, parked, sizeof job);
  job.run(table, 1);
  return 0;
}

int main(void) {
  static struct table table;
  pthread_t thread;
  park();
  if (pthread_create(&thread, 0, work, &table)) return 1;
  return pthread_join(thread, 0);
}
