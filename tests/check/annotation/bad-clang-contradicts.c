/* A macro and Clang's attribute must say the same of one thing. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);

struct __attribute__((capability("mutex"))) mutex {
  pthread_mutex_t inner;
};

struct list {
  struct mutex mu, other;
  int length GUARDED_BY(other) __attribute__((guarded_by(mu))); // expect-both: annotation 'length' is declared 'guarded_by' differently
  int count IMMUTABLE __attribute__((guarded_by(mu))); // expect-both: annotation 'count' is declared 'immutable' and 'guarded_by'
  int same GUARDED_BY(mu) __attribute__((guarded_by(mu)));
  int *items PT_GUARDED_BY(mu) __attribute__((pt_guarded_by(&other))); // expect-both: annotation 'items' is declared 'pt_guarded_by' differently
};

void lock(struct list *l) ACQUIRE(l->mu) __attribute__((acquire_capability(l->other))); // expect-both: annotation 'lock' is declared 'acquire' differently
void touch(struct list *l) REQUIRES(l->mu);
void touch(struct list *l) __attribute__((requires_capability(l->other))); // expect-both: annotation 'touch' is declared 'requires' differently

int main(void) { return 0; }
