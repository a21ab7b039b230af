/* Data of which every thread has its own: thread-local variables owned by a pool, a key's value, and
 * a buffer on the stack. */
#include <custody/short.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

THREAD_ROLE(main);
THREAD_ROLE_POOL(worker);

struct stats {
  long hits, misses;
};

static __thread struct stats mine OWNED_BY(worker);
static __thread char text[64] OWNED_BY(worker);
static _Thread_local int depth;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct stats all GUARDED_BY(lock);
static pthread_key_t key;

static void hit(void) {
  mine.hits++;
  depth++;
}

static const char *print(long number) {
  snprintf(text, sizeof text, "%ld", number); // expect-both: owner text
  return text;
}

static struct stats *own(void) {
  struct stats *s = pthread_getspecific(key);
  if (s) return s;
  s = calloc(1, sizeof *s);
  if (s) pthread_setspecific(key, s);
  return s;
}

static void add_up(void) {
  pthread_mutex_lock(&lock);
  all.hits += mine.hits;
  all.misses += mine.misses;
  pthread_mutex_unlock(&lock);
#ifdef BROKEN
  all.misses = 0; // expect-both: lock all
#endif
}

static void *work(void *argument) THREAD_ENTRY(worker) {
  struct stats local = {0, 0};
  for (int i = 0; i < 100; i++) {
    hit();
    local.hits++;
    struct stats *s = own();
    if (s) s->misses++;
  }
  puts(print(local.hits));
  add_up();
  return argument;
}

int main(void) {
  pthread_t threads[3];
  if (pthread_key_create(&key, free)) return 1;
  for (int i = 0; i < 3; i++)
    if (pthread_create(&threads[i], NULL, work, NULL)) return 1;
#ifdef BROKEN
  mine.hits = 0;  // expect-both: owner mine
  puts(print(7)); // expect-note: print
#endif
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  return 0;
}
