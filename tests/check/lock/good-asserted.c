/* An assertion that the lock is held counts, and is nobody's to give back. */
#include <custody/short.h>
#include <pthread.h>

struct store {
  pthread_mutex_t lock;
  pthread_rwlock_t names_lock;
  int size GUARDED_BY(lock);
  int names GUARDED_BY(names_lock);
};
static struct store store = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, 0, 0};

void assert_locked(struct store *s) ASSERT_HELD(s->lock);
void assert_named(struct store *s) ASSERT_HELD_SHARED(s->names_lock);
void unlock_names(struct store *s) RELEASE_GENERIC(s->names_lock);

static int total(struct store *s) {
  assert_locked(s);
  assert_named(s);
  s->size++;
  return s->size + s->names;
}

static void *run(void *argument) {
  struct store *s = argument;
  pthread_mutex_lock(&s->lock);
  pthread_rwlock_rdlock(&s->names_lock);
  total(s);
  unlock_names(s);
  pthread_mutex_unlock(&s->lock);
  pthread_rwlock_wrlock(&s->names_lock);
  s->names++;
  unlock_names(s);
  return 0;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, &store)) return 1;
  return pthread_join(thread, 0);
}

void assert_locked(struct store *s) { (void)s; }
void assert_named(struct store *s) { (void)s; }
void unlock_names(struct store *s) { pthread_rwlock_unlock(&s->names_lock); }
