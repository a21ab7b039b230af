/* The address of guarded data leaves the section: returned after it, stored in something shared. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct table {
  pthread_mutex_t lock;
  int count GUARDED_BY(lock);
  char name[16] GUARDED_BY(lock);
  struct {
    int hits, misses;
  } stats GUARDED_BY(lock);
};

struct monitor {
  int *watched;
};

static struct table table = {.lock = PTHREAD_MUTEX_INITIALIZER};
static int *watched;
static struct monitor monitor;

static int *count_of(struct table *t) {
  pthread_mutex_lock(&t->lock);
  int *count = &t->count;
  pthread_mutex_unlock(&t->lock);
  return count; // expect-both: escape the address of 't->count' is returned
}

static const char *name_of(struct table *t) {
  pthread_mutex_lock(&t->lock);
  const char *name = t->name;
  pthread_mutex_unlock(&t->lock);
  return name; // expect-both: escape the address of 't->name' is returned
}

static int *hits_of(struct table *t) {
  pthread_mutex_lock(&t->lock);
  t->stats.hits++;
  pthread_mutex_unlock(&t->lock);
  return &t->stats.hits; // expect-both: escape the address of 't->stats' is returned
}

static void in_a_variable(struct table *t) {
  pthread_mutex_lock(&t->lock);
  watched = &t->count; // expect-both: escape the address of 't->count' is stored in 'watched'
  pthread_mutex_unlock(&t->lock);
}

static void in_an_object(struct table *t, struct monitor *m) {
  pthread_mutex_lock(&t->lock);
  m->watched = &t->count; // expect-both: escape the address of 't->count' is stored in 'm->watched'
  pthread_mutex_unlock(&t->lock);
}

static void watch(int *value) { monitor.watched = value; }

static void by_a_callee(struct table *t) {
  pthread_mutex_lock(&t->lock);
  watch(&t->count); // expect-both: escape the address of 't->count' is passed to 'watch', which keeps it
  pthread_mutex_unlock(&t->lock);
}

static int after_the_section(struct table *t) {
  pthread_mutex_lock(&t->lock);
  int *count = &t->count;
  *count = 1;
  pthread_mutex_unlock(&t->lock);
  return *count; // expect-both: lock 'table.count' is read without
}

static void *worker(void *unused) {
  struct monitor *own = calloc(1, sizeof *own);
  pthread_mutex_lock(&table.lock);
  pthread_mutex_unlock(&table.lock);
  count_of(&table);
  name_of(&table);
  hits_of(&table);
  in_a_variable(&table);
  in_an_object(&table, &monitor);
  by_a_callee(&table);
  after_the_section(&table);
  free(own);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  worker(0);
  return pthread_join(thread, 0);
}
