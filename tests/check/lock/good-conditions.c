/* Locks taken and given back under conditions: by contract, and found in bodies without one. */
#include <custody/short.h>
#include <pthread.h>
#include <stdbool.h>

struct store {
  pthread_mutex_t lock;
  pthread_rwlock_t names_lock;
  int size GUARDED_BY(lock);
  int names GUARDED_BY(names_lock);
};
static struct store store = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, 0, 0};

bool try_lock(struct store *s) TRY_ACQUIRE(ret, s->lock);
int try_names(struct store *s) TRY_ACQUIRE_SHARED(ret == 0, s->names_lock);
void lock_if(struct store *s, bool wanted) ACQUIRE_IF(wanted, s->lock);
void unlock_if(struct store *s, bool wanted) RELEASE_IF(wanted, s->lock);
int get(struct store *s, bool *busy) ACQUIRE_IF(!*busy, s->lock);

/* Locked unless *busy, found by itself. */
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

static void with_out(struct store *s) {
  bool busy;
  int size = get(s, &busy);
  if (!busy) {
    s->size += size;
    pthread_mutex_unlock(&s->lock);
  }
  bool again = false;
  find(s, &again);
  if (again) return;
  s->size++;
  pthread_mutex_unlock(&s->lock);
}

static void *run(void *argument) {
  struct store *s = argument;
  if (try_lock(s)) {
    s->size++;
    pthread_mutex_unlock(&s->lock);
  }
  if (try_names(s) != 0) goto busy;
  int names = s->names;
  pthread_rwlock_unlock(&s->names_lock);
  bool wanted = names > 3;
  lock_if(s, wanted);
  if (wanted) s->size++;
  unlock_if(s, wanted);
  with_out(s);
busy:
  return 0;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, &store)) return 1;
  run(&store);
  return pthread_join(thread, 0);
}

bool try_lock(struct store *s) { return pthread_mutex_trylock(&s->lock) == 0; }
int try_names(struct store *s) { return pthread_rwlock_tryrdlock(&s->names_lock); }
void lock_if(struct store *s, bool wanted) {
  if (wanted) pthread_mutex_lock(&s->lock);
}
void unlock_if(struct store *s, bool wanted) {
  if (wanted) pthread_mutex_unlock(&s->lock);
}
int get(struct store *s, bool *busy) {
  *busy = pthread_mutex_trylock(&s->lock) != 0;
  return 0;
}
