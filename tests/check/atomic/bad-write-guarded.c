/* A free read of what another role writes, and a write without the lock. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(worker);

struct pool {
  pthread_mutex_t lock;
  int jobs WRITE_GUARDED_BY(lock);
};
static struct pool pool = {PTHREAD_MUTEX_INITIALIZER, 0};

static void *work(void *) THREAD_ENTRY(worker);
static void *work(void *argument) {
  struct pool *p = argument;
  pthread_mutex_lock(&p->lock);
  p->jobs++;
  pthread_mutex_unlock(&p->lock);
  p->jobs = 0; // expect-both: lock pool.jobs
  return 0;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, work, &pool)) return 1;
  int jobs = pool.jobs; // expect: atomic pool.jobs
  return pthread_join(thread, 0) + (jobs > 10);
}
