/* A function that takes a lock under a condition: TRY_ACQUIRE waits for nobody and makes no order, ACQUIRE_IF
 * waits, as ACQUIRE does, and is judged so where nobody sees its body. */
// wrong: custody-order: lock of
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

struct CAPABILITY("spin") spin {
  atomic_int taken;
};
static struct spin table, log_lock;

static int take(struct spin *s) {
  int free = 0;
  return atomic_compare_exchange_strong(&s->taken, &free, 1);
}
static int spin_try(struct spin *s) TRY_ACQUIRE(ret != 0, s) NO_CHECK("it is the lock");
static int spin_try(struct spin *s) { return take(s); }
static int spin_if(int wanted, struct spin *s) ACQUIRE_IF(wanted != 0, s)
    NO_CHECK("it is the lock");
static int spin_if(int wanted, struct spin *s) {
  while (wanted && !take(s)) {
  }
  return wanted;
}
static void spin_free(struct spin *s) RELEASE(s) NO_CHECK("it is the lock");
static void spin_free(struct spin *s) { atomic_store(&s->taken, 0); }

static void in_order(void) {
  spin_if(1, &table), spin_if(1, &log_lock);
  spin_free(&log_lock), spin_free(&table);
}
static void tried_against_it(void) {
  spin_if(1, &log_lock);
  if (spin_try(&table)) spin_free(&table);
  spin_if(0, &table);
  spin_free(&log_lock);
}
static void taken_against_it(void) {
  spin_if(1, &log_lock), spin_if(1, &table);
  spin_free(&table), spin_free(&log_lock);
}

static void *run(void *unused) {
  in_order();
  return unused;
}

int main(int count, char **arguments) {
  pthread_t thread;
  int is_wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  pthread_create(&thread, NULL, run, NULL);
  pthread_join(thread, NULL);
  tried_against_it();
  if (is_wrong) taken_against_it();
  return 0;
}
