/* A slot of an array for each thread, by the thread's number: the slot is handed to the thread, which
 * writes it by atomic operations or holds it until it's joined; the main thread adds them up. */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

THREAD_ROLE(main);
THREAD_ROLE_POOL(worker);

enum { WORKERS = 4 };

struct slot {
  atomic_long requests WRITTEN_BY(worker);
  pthread_mutex_t lock;
  long bytes GUARDED_BY(lock);
  int number IMMUTABLE;
  _Alignas(64) struct PINNED scratch {
    char buffer[256];
    int used;
  } scratch;
};

static struct slot slots[WORKERS];

static void count(int number, long bytes) {
  struct slot *s = &slots[number];
  atomic_fetch_add_explicit(&s->requests, 1, memory_order_relaxed);
  pthread_mutex_lock(&s->lock);
  s->bytes += bytes;
  pthread_mutex_unlock(&s->lock);
#ifdef BROKEN
  s->bytes = 0; // expect-both: lock slot.bytes
#endif
}

static void *work(void *argument) THREAD_ENTRY(worker) {
  struct slot *mine = argument;
  for (int i = 0; i < 100; i++) {
    count(mine->number, 7);
    mine->scratch.buffer[mine->scratch.used++ % 256] = 1;
    pthread_mutex_lock(&mine->lock);
    mine->bytes++;
    pthread_mutex_unlock(&mine->lock);
  }
  return NULL;
}

static long requests(void) {
  long sum = 0;
  for (int i = 0; i < WORKERS; i++)
    sum += atomic_load_explicit(&slots[i].requests, memory_order_relaxed);
  return sum;
}

static long bytes(void) {
  long sum = 0;
  for (int i = 0; i < WORKERS; i++) {
    pthread_mutex_lock(&slots[i].lock);
    sum += slots[i].bytes;
    pthread_mutex_unlock(&slots[i].lock);
  }
  return sum;
}

static void reset(void) {
#ifdef BROKEN
  for (int i = 0; i < WORKERS; i++) atomic_store(&slots[i].requests, 0); // expect-both: owner slot.requests
#endif
}

int main(void) {
  pthread_t threads[WORKERS];
  for (int i = 0; i < WORKERS; i++) {
    slots[i].number = i;
    pthread_mutex_init(&slots[i].lock, NULL);
  }
  for (int i = 0; i < WORKERS; i++)
    if (pthread_create(&threads[i], NULL, work, &slots[i])) return 1;
  if (requests() > 10) reset();
  long sum = bytes();
  for (int i = 0; i < WORKERS; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < WORKERS; i++) sum -= slots[i].bytes + slots[i].scratch.used;
  return sum != 0;
}
