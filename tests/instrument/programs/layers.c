// Functions that take and give back a lock of the program's own call each other, in layers of which all
// have contracts: the lock is taken once.
// wrong: custody-lock: write of thing.count
// wrong: custody-order: lock of thing.lock
// wrong: custody-balance: end of the thread with thing.lock
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct CAPABILITY("mutex") spin {
  atomic_int word, times;
};
struct thing {
  struct spin lock;
  int count GUARDED_BY(lock);
};

NO_CHECK("its body is the lock") static void spin_lock(struct spin *s) ACQUIRE(*s) {
  while (atomic_exchange(&s->word, 1)) {
  }
}
NO_CHECK("its body is the lock") static void spin_unlock(struct spin *s) RELEASE(*s) {
  atomic_store(&s->word, 0);
}
static void thing_lock(struct thing *t) ACQUIRE(t->lock) { spin_lock(&t->lock); }
static void thing_unlock(struct thing *t) RELEASE(t->lock) { spin_unlock(&t->lock); }
static void outer_lock(struct thing *t) ACQUIRE(t->lock) { thing_lock(t); }

static int is_wrong;

static void *work(void *data) {
  struct thing *t = data;
  for (int i = 0; i < 10; i++) {
    outer_lock(t);
    t->count++;
    spin_unlock(&t->lock);
    thing_lock(t);
    t->count++;
    thing_unlock(t);
    spin_lock(&t->lock);
    t->count++;
    thing_unlock(t);
  }
  if (!is_wrong) return NULL;
  t->count++;
  outer_lock(t);
  return NULL;
}

static void both(struct thing *one, struct thing *other) {
  thing_lock(one);
  outer_lock(other);
  thing_unlock(other);
  thing_unlock(one);
}

int main(int argc, char **argv) {
  is_wrong = argc > 1 && argv[1][0] == 'w';
  struct thing *t = calloc(2, sizeof *t);
  if (!t) return 1;
  both(t, t + 1);
  if (is_wrong) both(t + 1, t);
  pthread_t thread;
  pthread_create(&thread, NULL, work, t);
  pthread_join(thread, NULL);
  free(t);
  return 0;
}
