/* Objects that a function hands out locked: through a parameter, as its result, told by an enumeration;
 * and two at once that may be one and the same. */
#include <custody/short.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct item {
  struct item *next;
  pthread_mutex_t lock;
  int key IMMUTABLE;
  int uses GUARDED_BY(lock);
};

struct table {
  pthread_mutex_t lock;
  struct item *first GUARDED_BY(lock);
};

enum result { GOT, BUSY, GONE };

static int get_locked(struct table *t, int key, struct item **out) {
  *out = NULL;
  pthread_mutex_lock(&t->lock);
  for (struct item *it = t->first; it; it = it->next)
    if (it->key == key) {
      pthread_mutex_lock(&it->lock);
      *out = it;
      break;
    }
  pthread_mutex_unlock(&t->lock);
  return *out ? 0 : -ENOENT;
}

static struct item *find_locked(struct table *t, int key) {
  struct item *it;
  pthread_mutex_lock(&t->lock);
  for (it = t->first; it; it = it->next)
    if (it->key == key) break;
  if (it) pthread_mutex_lock(&it->lock);
  pthread_mutex_unlock(&t->lock);
  return it;
}

static enum result try_item(struct item *it) {
  if (!it) return GONE;
  if (pthread_mutex_trylock(&it->lock)) return BUSY;
  return GOT;
}

static int use(struct table *t, int key) {
  struct item *it;
  int error = get_locked(t, key, &it);
  if (error < 0) return error;
  it->uses++;
  pthread_mutex_unlock(&it->lock);
#ifdef BROKEN
  it->uses++; // expect-both: lock item.uses
#endif
  return 0;
}

static void use_found(struct table *t, int key) {
  struct item *it = find_locked(t, key);
  if (!it) return;
  it->uses++;
  pthread_mutex_unlock(&it->lock);
#ifdef BROKEN
  it->uses--; // expect-both: lock item.uses
#endif
}

static void use_if_free(struct item *it) {
  switch (try_item(it)) {
  case GOT:
    it->uses++;
    pthread_mutex_unlock(&it->lock);
    break;
  case BUSY:
#ifdef BROKEN
    it->uses--; // expect-both: lock item.uses
#endif
    break;
  case GONE: return;
  }
  if (try_item(it) != GOT) return;
  it->uses--;
  pthread_mutex_unlock(&it->lock);
}

static void lock_two(struct item *a, struct item *b) {
  if (a == b) pthread_mutex_lock(&a->lock);
  else if (a < b) {
    pthread_mutex_lock(&a->lock);
    pthread_mutex_lock(&b->lock);
  } else {
    pthread_mutex_lock(&b->lock);
    pthread_mutex_lock(&a->lock);
  }
}

static void unlock_two(struct item *a, struct item *b) {
  pthread_mutex_unlock(&a->lock);
  if (a != b) pthread_mutex_unlock(&b->lock);
}

static void move(struct item *a, struct item *b) {
  lock_two(a, b);
  a->uses--;
  b->uses++;
  unlock_two(a, b);
#ifdef BROKEN
  b->uses = 0; // expect-both: lock item.uses
#endif
}

static struct item items[2] = {{&items[1], PTHREAD_MUTEX_INITIALIZER, 1, 0},
                               {NULL, PTHREAD_MUTEX_INITIALIZER, 2, 0}};
static struct table table = {PTHREAD_MUTEX_INITIALIZER, &items[0]};

static void *run(void *unused) {
  if (use(&table, 1) == 0) use_found(&table, 2);
  use_if_free(&items[0]);
  move(&items[0], &items[1]);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
