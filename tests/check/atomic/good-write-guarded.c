/* Read free: it is atomic, or only the reader's own role writes it. Written under the lock. */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>

THREAD_ROLE(main);
THREAD_ROLE(worker);

struct pool {
  pthread_mutex_t lock;
  atomic_int size WRITE_GUARDED_BY(lock);
  int jobs WRITE_GUARDED_BY(lock);
};
static struct pool pool = {PTHREAD_MUTEX_INITIALIZER, 0, 0};

static void *work(void *) THREAD_ENTRY(worker);
static void *work(void *argument) {
  struct pool *p = argument;
  if (p->jobs < 3 && p->size < 3) {
    pthread_mutex_lock(&p->lock);
    p->jobs++;
    p->size = p->size + 1;
    pthread_mutex_unlock(&p->lock);
  }
  return 0;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, work, &pool)) return 1;
  int size = pool.size;
  pthread_mutex_lock(&pool.lock);
  size += pool.jobs;
  pthread_mutex_unlock(&pool.lock);
  return pthread_join(thread, 0) + (size > 10);
}
