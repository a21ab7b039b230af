/* The lock that was returned is that of another store. */
#include <custody/short.h>
#include <pthread.h>

struct store {
  pthread_mutex_t lock;
  int size GUARDED_BY(lock);
};
static struct store one = {PTHREAD_MUTEX_INITIALIZER, 0}, two = {PTHREAD_MUTEX_INITIALIZER, 0};

pthread_mutex_t *lock_of(struct store *s) RETURN_CAPABILITY(s->lock);
static pthread_mutex_t *found(struct store *s) { return &s->lock; }

static void *run(void *unused) {
  pthread_mutex_lock(lock_of(&one));
  two.size++; // expect-both: lock store.size
  pthread_mutex_unlock(lock_of(&one));
  pthread_mutex_lock(found(&two));
  one.size++; // expect-both: lock store.size
  pthread_mutex_unlock(found(&two));
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}

pthread_mutex_t *lock_of(struct store *s) { return &s->lock; }
