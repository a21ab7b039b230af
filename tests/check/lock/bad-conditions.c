/* The other branch of each condition. */
#include <custody/short.h>
#include <pthread.h>
#include <stdbool.h>

struct store {
  pthread_mutex_t lock;
  int size GUARDED_BY(lock);
};
static struct store store = {PTHREAD_MUTEX_INITIALIZER, 0};

bool try_lock(struct store *s) TRY_ACQUIRE(ret, s->lock);
void lock_if(struct store *s, bool wanted) ACQUIRE_IF(wanted, s->lock);
void unlock_if(struct store *s, bool wanted) RELEASE_IF(wanted, s->lock);

static int find(struct store *s, bool *busy) {
  pthread_mutex_lock(&s->lock);
  if (s->size > 100) {
    pthread_mutex_unlock(&s->lock);
    *busy = true;
    return 0;
  }
  *busy = false;
  return s->size;
}

static void *run(void *argument) {
  struct store *s = argument;
  if (!try_lock(s)) s->size++; // expect-both: lock store.size
  else pthread_mutex_unlock(&s->lock);
  bool wanted = s != &store;
  lock_if(s, wanted);
  if (!wanted) s->size++; // expect-both: lock store.size
  unlock_if(s, wanted);
  bool busy;
  find(s, &busy);
  if (busy) s->size++; // expect-both: lock store.size
  else pthread_mutex_unlock(&s->lock);
  return 0;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, &store)) return 1;
  run(&store);
  return pthread_join(thread, 0);
}

bool try_lock(struct store *s) { return pthread_mutex_trylock(&s->lock) == 0; }
void lock_if(struct store *s, bool wanted) {
  if (wanted) pthread_mutex_lock(&s->lock);
}
void unlock_if(struct store *s, bool wanted) {
  if (wanted) pthread_mutex_unlock(&s->lock);
}
