/* Double-checked initialisation: right with an atomic pointer that is published last and written under
 * the lock only; wrong with a plain flag, and wrong where the object is filled in after it's shown. */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct config {
  int port IMMUTABLE;
  int most IMMUTABLE;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct config *) current WRITE_GUARDED_BY(lock);
static bool ready GUARDED_BY(lock);
static int table[64] GUARDED_BY(lock);

static struct config *load(void) {
  struct config *c = malloc(sizeof *c);
  if (!c) return NULL;
  c->port = 7000;
  c->most = 100;
  return c;
}

static const struct config *get(void) {
  struct config *c = atomic_load_explicit(&current, memory_order_acquire);
  if (c) return c;
  pthread_mutex_lock(&lock);
  c = atomic_load_explicit(&current, memory_order_relaxed);
  if (!c) {
    c = load();
    if (c) {
      c->most = 200;
      atomic_store_explicit(&current, c, memory_order_release);
#ifdef BROKEN
      c->port = 8000; // expect-both: immutable config.port
#endif
    }
  }
  pthread_mutex_unlock(&lock);
  return c;
}

static void reload(void) {
  struct config *c = load();
#ifndef BROKEN
  pthread_mutex_lock(&lock);
#endif
  if (c) atomic_store(&current, c); // expect-both: lock current
#ifndef BROKEN
  pthread_mutex_unlock(&lock);
#endif
}

static int look_up(unsigned i) {
#ifdef BROKEN
  if (!ready) // expect-both: lock ready
#endif
  {
    pthread_mutex_lock(&lock);
    if (!ready) {
      for (int k = 0; k < 64; k++) table[k] = k * 7;
      ready = true;
    }
#ifndef BROKEN
    int value = table[i & 63];
    pthread_mutex_unlock(&lock);
    return value;
  }
#else
    pthread_mutex_unlock(&lock);
  }
  return table[i & 63]; // expect-both: lock table
#endif
}

static void *run(void *unused) {
  const struct config *c = get();
  if (c && look_up((unsigned)c->port) > c->most) reload();
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
