/* A helper without annotation needs what its accesses need; all of its callers give it. */
#include <custody/short.h>
#include <pthread.h>

struct list {
  pthread_mutex_t lock;
  int length GUARDED_BY(lock);
};

static struct list list = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void grow(struct list *l) { l->length++; }

static void grow_twice(struct list *l) {
  grow(l);
  grow(l);
}

static void *run(void *unused) {
  pthread_mutex_lock(&list.lock);
  grow_twice(&list);
  pthread_mutex_unlock(&list.lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  pthread_mutex_lock(&list.lock);
  grow(&list);
  pthread_mutex_unlock(&list.lock);
  return pthread_join(thread, 0);
}
