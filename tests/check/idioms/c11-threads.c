/* The threads of C11: mutexes in all their calls, conditions, call_once, thrd_join in a loop and what
 * is read after it, a key's data. */
#include <custody/short.h>
#include <stdbool.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

struct work {
  struct work *next;
  int number;
};

struct pool {
  mtx_t lock;
  cnd_t change;
  struct work *first GUARDED_BY(lock);
  bool stopping GUARDED_BY(lock);
  long done GUARDED_BY(lock);
};

static struct pool pool;
static once_flag once = ONCE_FLAG_INIT;
static int primes[3] IMMUTABLE;
static mtx_t recursive;
static int depth GUARDED_BY(recursive);

static void fill(void) {
  primes[0] = 2;
  primes[1] = 3;
  primes[2] = 5;
}

static int prime(unsigned i) {
  call_once(&once, fill);
#ifdef BROKEN
  primes[2] = 7; // expect-both: immutable primes
#endif
  return primes[i % 3];
}

static struct work *next(struct pool *p) {
  struct timespec until;
  timespec_get(&until, TIME_UTC);
  until.tv_sec++;
  mtx_lock(&p->lock);
  while (!p->first && !p->stopping)
    if (cnd_timedwait(&p->change, &p->lock, &until) == thrd_timedout) break;
  struct work *w = p->first;
  if (w) p->first = w->next;
  mtx_unlock(&p->lock);
  return w;
}

static bool add(struct pool *p, struct work *w) {
#ifndef BROKEN
  if (mtx_lock(&p->lock) != thrd_success) return false;
#endif
  w->next = p->first; // expect-both: lock pool.first
  p->first = w;       // expect-both: lock pool.first
  cnd_signal(&p->change);
#ifndef BROKEN
  mtx_unlock(&p->lock);
#endif
  return true;
}

static bool finish(struct pool *p, int number) {
  struct timespec until = {.tv_sec = time(NULL) + 1};
  if (mtx_trylock(&p->lock) != thrd_success && mtx_timedlock(&p->lock, &until) != thrd_success) {
#ifdef BROKEN
    p->done--; // expect-both: lock pool.done
#endif
    return false;
  }
  p->done += number;
  mtx_unlock(&p->lock);
  return true;
}

static void dig(int more) {
  mtx_lock(&recursive);
  depth++;
  if (more) dig(more - 1);
  mtx_unlock(&recursive);
}

static int run(void *argument) {
  struct pool *p = argument;
  for (struct work *w; (w = next(p)) != NULL; free(w)) finish(p, prime((unsigned)w->number));
  dig(3);
  return 0;
}

static void stop(struct pool *p) {
  mtx_lock(&p->lock);
  p->stopping = true;
  cnd_broadcast(&p->change);
  mtx_unlock(&p->lock);
}

int main(void) {
  thrd_t threads[3];
  mtx_init(&recursive, mtx_plain | mtx_recursive);
  if (mtx_init(&pool.lock, mtx_timed) != thrd_success) return 1;
  cnd_init(&pool.change);
  for (int i = 0; i < 3; i++)
    if (thrd_create(&threads[i], run, &pool) != thrd_success) return 1;
  for (int i = 0; i < 100; i++) {
    struct work *w = malloc(sizeof *w);
    if (w && !add(&pool, w)) free(w);
  }
  stop(&pool);
#ifdef BROKEN
  if (pool.done > 7) return 1; // expect-both: lock pool.done
#endif
  for (int i = 0; i < 3; i++) thrd_join(threads[i], NULL);
  return pool.done + depth > 0;
}
