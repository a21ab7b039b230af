/* What is left out of ThreadSanitizer and what is not: `left_out_*` touch data whose rule excludes races,
 * `kept_*` everything else. Run with the number of one of the functions, two threads do what it does
 * at once, under the locks that the rules of what is left out ask for. */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

THREAD_ROLE(main);
THREAD_ROLE_POOL(worker);

struct part {
  int plain;
  int unchecked UNCHECKED("only a hint");
};

static struct object {
  pthread_mutex_t lock, row_lock[4], *far;
  int guarded GUARDED_BY(lock);
  int of_pointer GUARDED_BY(far);
  int owned OWNED_BY(main);
  int owned_locked OWNED_BY(main, lock);
  int immutable IMMUTABLE;
  int array[4] GUARDED_BY(lock);
  struct part part GUARDED_BY(lock);
  struct part parts[2] GUARDED_BY(lock);
  int *pointer GUARDED_BY(lock);
  /* not left out */
  int free;
  int unchecked UNCHECKED("a statistic");
  struct part unchecked_part UNCHECKED("statistics");
  int of_pool OWNED_BY(worker);
  int of_row GUARDED_BY(row_lock[]);
  int of_class GUARDED_BY(struct object.lock);
  int read_free WRITE_GUARDED_BY(lock);
  unsigned bits : 4 GUARDED_BY(lock);
  unsigned free_bits : 4;
  union {
    int one GUARDED_BY(lock);
    int other;
  };
  _Atomic int atom GUARDED_BY(lock);
  struct part whole GUARDED_BY(lock);
} object = {.lock = PTHREAD_MUTEX_INITIALIZER, .far = &object.lock, .pointer = &object.free};
static int variable GUARDED_BY(global_lock), free_variable;
static pthread_mutex_t global_lock = PTHREAD_MUTEX_INITIALIZER;

#define FUNCTION(name) __attribute__((noinline)) void name(struct object *o, int i)
#define ALL(DO)                                                                                    \
  DO(left_out_guarded, o->guarded++)                                                               \
  DO(left_out_of_pointer, o->of_pointer = i)                                                       \
  DO(left_out_owned, o->owned += i)                                                                \
  DO(left_out_owned_locked, o->owned_locked = i)                                                   \
  DO(left_out_immutable, if (o->immutable == i) abort())                                           \
  DO(left_out_array, o->array[i & 3]++)                                                            \
  DO(left_out_part, o->part.plain = i)                                                             \
  DO(left_out_parts, o->parts[i & 1].plain = i)                                                    \
  DO(left_out_variable, variable = i)                                                              \
  DO(kept_free, o->free++)                                                                         \
  DO(kept_unchecked, o->unchecked++)                                                               \
  DO(kept_unchecked_part, o->unchecked_part.plain++)                                               \
  DO(kept_part_unchecked, o->part.unchecked++)                                                     \
  DO(kept_parts_unchecked, o->parts[i & 1].unchecked++)                                            \
  DO(kept_behind_pointer, *o->pointer = i)                                                         \
  DO(kept_of_pool, o->of_pool = i)                                                                 \
  DO(kept_of_row, o->of_row = i)                                                                   \
  DO(kept_of_class, o->of_class = i)                                                               \
  DO(kept_read_free, o->read_free = i)                                                             \
  DO(kept_bits, o->bits = i & 1)                                                                   \
  DO(kept_free_bits, o->free_bits = i & 1)                                                         \
  DO(kept_one, o->one = i)                                                                         \
  DO(kept_other, o->other = i)                                                                     \
  DO(kept_whole, o->whole = (struct part){0})                                                      \
  DO(kept_not_checked, o->guarded++)                                                               \
  DO(kept_free_variable, free_variable++)

/* An operation that is atomic orders others: it is TSan's, whatever the rule. */
FUNCTION(atomic) { o->atom += i; }

void kept_not_checked(struct object *o, int i) NO_CHECK("a snapshot");
#define DEFINE(name, what)                                                                         \
  FUNCTION(name) {                                                                                 \
    what;                                                                                          \
    (void)o, (void)i;                                                                              \
  }
ALL(DEFINE)

#define NAME(name, what) {name, #name},
static const struct {
  void (*run)(struct object *, int);
  const char *name;
} functions[] = {ALL(NAME)};
enum { COUNT = sizeof functions / sizeof functions[0] };

static int which;
static pthread_barrier_t together;

static void *run(void *unused) THREAD_ENTRY(worker);
static void *run(void *unused) {
  pthread_barrier_wait(&together);
  for (int i = 0; i < 100; i++) functions[which].run(&object, 8 + 2 * i);
  return unused;
}

int main(int count, char **arguments) {
  pthread_t thread[2];
  which = count > 1 ? atoi(arguments[1]) : COUNT;
  if (which >= COUNT) return 1;
  puts(functions[which].name);
  fflush(stdout);
  pthread_barrier_init(&together, NULL, 2);
  for (int i = 0; i < 2; i++) pthread_create(&thread[i], NULL, run, NULL);
  for (int i = 0; i < 2; i++) pthread_join(thread[i], NULL);
  return 0;
}
