/* Accesses that the source hides: in builtins, compound literals, va_arg, _Generic, statement
 * expressions, __auto_type, arrays of variable length, bit-fields, ?: without a middle, initialisers. */
#include <custody/short.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct point {
  int x, y;
};

struct state {
  pthread_mutex_t lock;
  int sum GUARDED_BY(lock);
  long wide GUARDED_BY(lock);
  unsigned busy : 1 GUARDED_BY(lock);
  unsigned kind : 3 GUARDED_BY(lock);
  struct point at GUARDED_BY(lock);
  int cells[8] GUARDED_BY(lock);
  int *chosen GUARDED_BY(lock);
};

static struct state state = {.lock = PTHREAD_MUTEX_INITIALIZER};

#define SIZE_OF(x) _Generic((x), int: 4, long: 8)
#define MAXIMUM(a, b)                                                                              \
  __extension__({                                                                                  \
    __auto_type a_ = (a);                                                                          \
    __auto_type b_ = (b);                                                                          \
    a_ > b_ ? a_ : b_;                                                                             \
  })

static int total(int count, ...) {
  va_list list;
  int sum = 0;
  va_start(list, count);
  while (count-- > 0) {
    struct state *s = va_arg(list, struct state *);
    pthread_mutex_lock(&s->lock);
    sum += s->sum;
    pthread_mutex_unlock(&s->lock);
#ifdef BROKEN
    sum += va_arg(list, struct state *)->sum; // expect-both: lock state.sum
#endif
  }
  va_end(list);
  return sum;
}

static int locked(struct state *s, int more) {
  pthread_mutex_lock(&s->lock);
  int overflow = __builtin_add_overflow(s->sum, more, &s->sum);
  s->at = (struct point){.x = s->sum, .y = more};
  s->busy = 1;
  s->kind ^= 2;
  int cells[s->sum > 0 ? s->sum : 1];
  cells[0] = MAXIMUM(s->cells[1], s->cells[2]);
  int result = overflow ?: cells[0];
  s->chosen = &s->cells[s->kind];
  *s->chosen = SIZE_OF(s->wide);
  pthread_mutex_unlock(&s->lock);
  return result;
}

#ifdef BROKEN
static int unlocked(struct state *s, int more) {
  int overflow = __builtin_add_overflow(more, 7, &s->sum); // expect-both: lock state.sum
  overflow |= __builtin_mul_overflow(s->wide, 2L, &(long){0}); // expect-both: lock state.wide
  s->at = (struct point){.x = 1, .y = more}; // expect-both: lock state.at
  struct point copy = {s->at.x, 7}; // expect-both: lock state.at
  s->busy = 1; // expect-both: lock state.busy
  if (s->kind) copy.x = 0; // expect-both: lock state.kind
  int cells[s->cells[3] & 7]; // expect-both: lock state.cells
  int most = MAXIMUM(s->cells[1], 3); // expect-both: lock state.cells
  int size = SIZE_OF(s->wide) + (int)sizeof s->wide + (int)offsetof(struct state, wide);
  __auto_type wide = s->wide; // expect-both: lock state.wide
  int chosen = s->sum ?: 9; // expect-both: lock state.sum
  int of_two = more ? s->cells[0] : 8; // expect-both: lock state.cells
  int *p = &s->cells[2];
  *p = 3; // expect-both: lock state.cells
  *s->chosen = 8; // expect-both: lock state.chosen
  bool any = more && s->busy; // expect-both: lock state.busy
  int list[] = {1, s->at.y}; // expect-both: lock state.at
  s->cells[more & 7] += ((void)more, s->sum); // expect-both: lock state.sum // expect-both: lock state.cells
  return overflow + copy.x + (int)sizeof cells + most + size + (int)wide + chosen + of_two + any + list[0];
}
#endif

static void *run(void *unused) {
  int sum = locked(&state, 7) + total(1, &state);
#ifdef BROKEN
  sum += unlocked(&state, sum);
#endif
  return sum ? unused : NULL;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
