/* Functions that return a lock, or what it lies in: said by an annotation, or found. */
#include <custody/short.h>
#include <pthread.h>

struct item {
  unsigned hash;
  int hits;
};
static pthread_mutex_t locks[16];

struct store {
  pthread_mutex_t lock;
  int size GUARDED_BY(lock);
};
static struct store store = {PTHREAD_MUTEX_INITIALIZER, 0};
static int total GUARDED_BY(store.lock);

pthread_mutex_t *lock_of(struct store *s) RETURN_CAPABILITY(s->lock);
static pthread_mutex_t *found(struct store *s) { return &s->lock; }
static struct store *the_store(void) { return &store; }

/* A trylock that returns what is to be given back, or null. */
static void *try_hash(unsigned hash) {
  pthread_mutex_t *lock = &locks[hash & 15];
  if (pthread_mutex_trylock(lock) == 0) return lock;
  return 0;
}

static void touch(struct item *i) {
  void *token = try_hash(i->hash);
  if (!token) return;
  i->hits++;
  pthread_mutex_unlock((pthread_mutex_t *)token);
}

static void *run(void *argument) {
  struct store *s = argument;
  struct item item = {1, 0};
  pthread_mutex_lock(lock_of(s));
  s->size++;
  pthread_mutex_unlock(lock_of(s));
  pthread_mutex_lock(found(s));
  s->size++;
  pthread_mutex_unlock(&s->lock);
  pthread_mutex_lock(&the_store()->lock);
  total++;
  pthread_mutex_unlock(found(the_store()));
  touch(&item);
  return 0;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, &store)) return 1;
  run(&store);
  return pthread_join(thread, 0);
}

pthread_mutex_t *lock_of(struct store *s) { return &s->lock; }
