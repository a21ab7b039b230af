/* Lock wrappers of another file, which nothing annotates: they return success in three ways, or give
 * up the process. */
#include "store.h"

static struct store store;

static void put(struct store *s) {
  store_lock(s);
  s->items++;
  store_unlock(s);
#ifdef BROKEN
  s->items--; // expect: lock store.items
#endif
}

static void put_if_free(struct store *s) {
#ifndef BROKEN
  if (!store_trylock(s)) return;
#else
  store_trylock(s);
#endif
  s->items++; // expect: lock store.items
  store_unlock(s);
}

static int put_soon(struct store *s) {
  if (store_lock_until(s, 2) < 0) {
#ifdef BROKEN
    s->items = 0; // expect: lock store.items
#endif
    return -1;
  }
  s->items++;
  store_unlock(s);
  return 0;
}

static int count(struct store *s) {
  if (index_read(s) != 0) return -1;
  int keys = s->keys;
  index_done(s);
  return keys;
}

static int add_key(struct store *s) {
#ifndef BROKEN
  int error = index_write(s);
#else
  int error = index_read(s);
#endif
  if (error) return error;
  s->keys++; // expect: lock store.keys
  index_done(s);
  return 0;
}

static void *serve(void *unused) {
  put(&store);
  put_if_free(&store);
  while (put_soon(&store) < 0) continue;
  if (count(&store) < 100) add_key(&store);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  if (!store_open(&store)) return 1;
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, serve, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
