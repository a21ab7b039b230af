/* Clang's acquired_before and acquired_after declare an order as LOCK_ORDER does. */
#include <pthread.h>

struct __attribute__((capability("mutex"))) mutex {
  pthread_mutex_t inner;
};
struct node {
  struct mutex outer;
  struct mutex inner __attribute__((acquired_after(outer))); // expect-note: LOCK_ORDER(struct node.outer, struct node.inner) is declared here
};
static struct mutex first, third;
static struct mutex second __attribute__((acquired_after(first), acquired_before(third)));
static struct node node;

void lock(struct mutex *m) __attribute__((acquire_capability(m)));
void unlock(struct mutex *m) __attribute__((release_capability(m)));

static void *run(void *unused) {
  lock(&node.inner);
  lock(&node.outer); // expect-both: order 'node.outer' is taken with 'node.inner' held, against the declared order
  unlock(&node.outer);
  unlock(&node.inner);
  lock(&first);
  lock(&second);
  unlock(&second);
  unlock(&first);
  lock(&third);
  lock(&second); // expect-both: order 'second' is taken with 'third' held, against the declared order
  lock(&first);  // expect-both: order 'first' is taken with 'third' held, against the declared order
                 // expect-both@-1: order 'first' is taken with 'second' held, against the declared order
  unlock(&first);
  unlock(&second);
  unlock(&third);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_mutex_init(&first.inner, 0);
  pthread_mutex_init(&second.inner, 0);
  pthread_mutex_init(&third.inner, 0);
  pthread_mutex_init(&node.inner.inner, 0);
  pthread_mutex_init(&node.outer.inner, 0);
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}

void lock(struct mutex *m) { pthread_mutex_lock(&m->inner); }
void unlock(struct mutex *m) { pthread_mutex_unlock(&m->inner); }
