/* A mutex that is initialised as recursive may be taken again by its holder. */
#define _GNU_SOURCE
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int entries GUARDED_BY(lock);

static void add(void) {
  pthread_mutex_lock(&lock);
  entries++;
  pthread_mutex_unlock(&lock);
}

static void *run(void *unused) {
  pthread_mutex_lock(&lock);
  add();
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
