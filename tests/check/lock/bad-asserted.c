/* What is asserted to be held shared is not held for a write, and another lock is not at all. */
#include <custody/short.h>
#include <pthread.h>

struct store {
  pthread_mutex_t lock;
  pthread_rwlock_t names_lock;
  int size GUARDED_BY(lock);
  int names GUARDED_BY(names_lock);
};
static struct store store = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, 0, 0};

void assert_named(struct store *s) ASSERT_HELD_SHARED(s->names_lock);

static void *run(void *argument) {
  struct store *s = argument;
  assert_named(s);
  s->names++; // expect-both: lock store.names
  s->size++;  // expect-both: lock store.size
  return 0;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, &store)) return 1;
  return pthread_join(thread, 0);
}

void assert_named(struct store *s) { (void)s; }
