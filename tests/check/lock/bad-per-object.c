/* A lock guards the object that it's in, or that its path leads to, and no other of the type: through
 * pointers, elements, variables, other objects and calls. objects/beside-clang shows the same file to
 * Clang's own analysis, with the guard written as `mu` and as `&mu`. */
// compile: -fexperimental-late-parse-attributes
#include <pthread.h>

#ifdef GUARD_BY_ADDRESS
#define GUARDED(lock) __attribute__((guarded_by(&lock)))
#else
#define GUARDED(lock) __attribute__((guarded_by(lock)))
#endif

struct __attribute__((capability("mutex"))) mutex {
  pthread_mutex_t inner;
};
void lock(struct mutex *m) __attribute__((acquire_capability(m)));
void unlock(struct mutex *m) __attribute__((release_capability(m)));

struct bank {
  struct mutex mu;
  long total GUARDED(mu);
};
struct account {
  struct mutex mu;
  struct bank *bank;
  long money GUARDED(mu);
  long rank GUARDED(bank->mu);
};

static struct bank banks[2];
static struct account accounts[4];
static struct account first, second;

static void deposit(struct account *a, struct account *b) {
  lock(&a->mu);
  a->money++;
  b->money--; // expect-both: lock account.money
  unlock(&a->mu);
  lock(&a->mu);
  lock(&b->mu);
  a->money++;
  b->money--;
  unlock(&b->mu);
  b->money--; // expect-both: lock account.money
  unlock(&a->mu);
}

static void rank(struct account *a, struct bank *other) {
  lock(&a->bank->mu);
  a->rank++;
  a->bank->total++;
  other->total++; // expect-both: lock bank.total
  unlock(&a->bank->mu);
  lock(&other->mu);
  a->rank++; // expect-both: lock account.rank
  other->total++;
  unlock(&other->mu);
  lock(&a->mu);
  a->rank++; // expect-both: lock account.rank
  unlock(&a->mu);
}

static void elements(void) {
  lock(&accounts[0].mu);
  accounts[0].money++;
  accounts[1].money++; // expect-both: lock account.money
  unlock(&accounts[0].mu);
  for (int i = 0; i < 4; i++) {
    lock(&accounts[i].mu);
    accounts[i].money++;
    unlock(&accounts[i].mu);
  }
}

static void variables(void) {
  struct account *a = &first;
  lock(&first.mu);
  a->money++;
  first.money++;
  second.money++; // expect-both: lock account.money
  unlock(&a->mu);
}

static void add(struct account *a) {
  a->money++; // expect-both: lock account.money
}

static void add_locked(struct account *a) { a->money++; }

static void calls(struct account *a, struct account *b) {
  lock(&a->mu);
  add_locked(a);
  add(b);
  unlock(&a->mu);
}

static void build(struct account *a) {
  struct account fresh = {.money = 1};
  fresh.money++;
  lock(&a->mu);
  a->money = fresh.money;
  unlock(&a->mu);
}

static void *run(void *unused) {
  deposit(&accounts[0], &accounts[1]);
  rank(&accounts[0], &banks[1]);
  elements();
  variables();
  calls(&accounts[2], &accounts[3]);
  build(&accounts[1]);
  return unused;
}

int main(void) {
  pthread_t thread;
  for (int i = 0; i < 4; i++) {
    pthread_mutex_init(&accounts[i].mu.inner, 0);
    accounts[i].bank = &banks[i & 1];
  }
  for (int i = 0; i < 2; i++) pthread_mutex_init(&banks[i].mu.inner, 0);
  pthread_mutex_init(&first.mu.inner, 0);
  pthread_mutex_init(&second.mu.inner, 0);
  if (pthread_create(&thread, 0, run, 0)) return 1;
  run(0);
  return pthread_join(thread, 0);
}

__attribute__((no_thread_safety_analysis)) void lock(struct mutex *m) {
  pthread_mutex_lock(&m->inner);
}
__attribute__((no_thread_safety_analysis)) void unlock(struct mutex *m) {
  pthread_mutex_unlock(&m->inner);
}
