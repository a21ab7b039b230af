/* Rounds between barriers: each worker writes its own part, and reads all parts in the next round;
 * what all of them add to has a lock. The barrier's word is UNCHECKED's reason. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

enum { WORKERS = 4, CELLS = 1024 };

struct field {
  pthread_barrier_t barrier;
  pthread_mutex_t lock;
  double now[CELLS] UNCHECKED("each worker writes its own cells between two barriers");
  double next[CELLS] UNCHECKED("each worker writes its own cells between two barriers");
  double heat GUARDED_BY(lock);
  int rounds GUARDED_BY(lock);
};

struct part {
  struct field *field IMMUTABLE;
  int from IMMUTABLE, to IMMUTABLE;
};

static void step(struct part *p) {
  struct field *f = p->field;
  for (int i = p->from; i < p->to; i++) {
    double left = i > 0 ? f->now[i - 1] : 0, right = i + 1 < CELLS ? f->now[i + 1] : 0;
    f->next[i] = (left + f->now[i] + right) / 3;
  }
  pthread_barrier_wait(&f->barrier);
  double heat = 0;
  for (int i = p->from; i < p->to; i++) {
    f->now[i] = f->next[i];
    heat += f->now[i];
  }
#ifdef BROKEN
  f->heat += 0; // expect-both: lock field.heat
#endif
  pthread_mutex_lock(&f->lock);
  f->heat += heat;
  pthread_mutex_unlock(&f->lock);
  int is_last = pthread_barrier_wait(&f->barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
  if (is_last) {
    pthread_mutex_lock(&f->lock);
    f->rounds++;
    f->heat = 0;
    pthread_mutex_unlock(&f->lock);
  }
#ifdef BROKEN
  if (is_last) f->rounds = 0; // expect-both: lock field.rounds
#endif
}

static void *work(void *argument) {
  for (int i = 0; i < 100; i++) step(argument);
  return NULL;
}

int main(void) {
  static struct field field = {.lock = PTHREAD_MUTEX_INITIALIZER};
  static struct part parts[WORKERS];
  pthread_t threads[WORKERS];
  pthread_barrier_init(&field.barrier, NULL, WORKERS);
  for (int i = 0; i < WORKERS; i++) {
    parts[i].field = &field;
    parts[i].from = i * (CELLS / WORKERS);
    parts[i].to = (i + 1) * (CELLS / WORKERS);
  }
  for (int i = 0; i < WORKERS; i++)
    if (pthread_create(&threads[i], NULL, work, &parts[i])) return 1;
  for (int i = 0; i < WORKERS; i++) pthread_join(threads[i], NULL);
  int rounds = field.rounds;
  pthread_barrier_destroy(&field.barrier);
  return rounds != 100;
}
