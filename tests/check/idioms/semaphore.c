/* A binary semaphore as a lock: its type and the two functions around it say so, a struct of the
 * program's own; beside it semaphores that count. */
#include <custody/short.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>

struct CAPABILITY("semaphore") turn {
  sem_t semaphore;
};

static void turn_setup(struct turn *t) { sem_init(&t->semaphore, 0, 1); }
static void turn_take(struct turn *t) ACQUIRE(*t) {
  while (sem_wait(&t->semaphore) != 0 && errno == EINTR) continue;
}
static int turn_try(struct turn *t) TRY_ACQUIRE(ret == 0, *t) { return sem_trywait(&t->semaphore); }
static void turn_give(struct turn *t) RELEASE(*t) { sem_post(&t->semaphore); }

struct ring {
  struct turn turn;
  sem_t used, free;
  int slots[16] GUARDED_BY(turn);
  unsigned head GUARDED_BY(turn), tail GUARDED_BY(turn);
};

static struct ring ring;

static void put(struct ring *r, int value) {
  sem_wait(&r->free);
  turn_take(&r->turn);
  r->slots[r->head++ % 16] = value;
  turn_give(&r->turn);
  sem_post(&r->used);
#ifdef BROKEN
  r->head = 0; // expect-both: lock ring.head
#endif
}

static int get(struct ring *r) {
  sem_wait(&r->used);
  turn_take(&r->turn);
  int value = r->slots[r->tail++ % 16];
#ifdef BROKEN
  if (value < 0) return value; // expect-both: balance r->turn
#endif
  turn_give(&r->turn);
  sem_post(&r->free);
  return value;
}

static unsigned length(struct ring *r) {
  if (turn_try(&r->turn) != 0) {
#ifdef BROKEN
    return r->head - r->tail; // expect-both: lock ring.head // expect-both: lock ring.tail
#else
    return 0;
#endif
  }
  unsigned length = r->head - r->tail;
  turn_give(&r->turn);
  return length;
}

static void *produce(void *unused) {
  for (int i = 0; i < 100; i++) put(&ring, i);
  return unused;
}

int main(void) {
  pthread_t thread;
  int sum = 0;
  turn_setup(&ring.turn);
  sem_init(&ring.used, 0, 0);
  sem_init(&ring.free, 0, 16);
  if (pthread_create(&thread, NULL, produce, NULL)) return 1;
  for (int i = 0; i < 100; i++) sum += get(&ring);
  if (length(&ring)) sum = 0;
  return pthread_join(thread, NULL) || sum == 0;
}
