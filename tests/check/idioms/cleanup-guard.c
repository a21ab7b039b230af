/* Guards that unlock where their scope ends: a variable with the cleanup attribute, hidden in a macro,
 * one scope in another, a loop; and pthread_cleanup_push. */
#include <custody/short.h>
#include <pthread.h>

struct ledger {
  pthread_mutex_t lock;
  pthread_rwlock_t names;
  long sum GUARDED_BY(lock);
  int count GUARDED_BY(names);
};

static void unlock_mutex(pthread_mutex_t **m) {
  if (*m) pthread_mutex_unlock(*m);
}
static void unlock_rwlock(pthread_rwlock_t **l) { pthread_rwlock_unlock(*l); }

static inline pthread_mutex_t *locked(pthread_mutex_t *m) {
  pthread_mutex_lock(m);
  return m;
}
static inline pthread_rwlock_t *read_locked(pthread_rwlock_t *l) {
  pthread_rwlock_rdlock(l);
  return l;
}

#define NAME_(a, b) a##b
#define NAME(a, b) NAME_(a, b)
#define SCOPED(m)                                                                                  \
  __attribute__((cleanup(unlock_mutex), unused)) pthread_mutex_t *NAME(guard, __LINE__) = locked(m)
#define SCOPED_READ(l)                                                                             \
  __attribute__((cleanup(unlock_rwlock), unused)) pthread_rwlock_t *NAME(guard, __LINE__) =        \
      read_locked(l)

static long add(struct ledger *l, long sum) {
  SCOPED(&l->lock);
  if (sum < 0) return -1;
  l->sum += sum;
  return l->sum;
}

static long total(struct ledger *l, int times) {
  long total = 0;
  for (int i = 0; i < times; i++) {
    SCOPED_READ(&l->names);
    if (l->count == i) continue;
    {
      SCOPED(&l->lock);
      total += l->sum;
    }
#ifdef BROKEN
    total -= l->sum; // expect-both: lock ledger.sum
#endif
    if (total > 1000) break;
  }
#ifdef BROKEN
  total += l->count; // expect-both: lock ledger.count
#endif
  return total;
}

/* The guard is told to let go early. */
static int hand_on(struct ledger *l) {
  __attribute__((cleanup(unlock_mutex))) pthread_mutex_t *guard = &l->lock;
  pthread_mutex_lock(guard);
  int sum = (int)l->sum;
  if (sum > 100) {
    pthread_mutex_unlock(guard);
    guard = NULL;
#ifdef BROKEN
    l->sum = 0; // expect-both: lock ledger.sum
#endif
    return 0;
  }
  return sum;
}

static void unlock(void *m) { pthread_mutex_unlock(m); }

static void cancellable(struct ledger *l) {
  pthread_mutex_lock(&l->lock);
  pthread_cleanup_push(unlock, &l->lock);
  l->sum++;
  pthread_testcancel();
  pthread_cleanup_pop(1);
#ifdef BROKEN
  l->sum--; // expect-both: lock ledger.sum
#endif
}

static struct ledger ledger = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, 0, 0};

static void *run(void *unused) {
  pthread_rwlock_wrlock(&ledger.names);
  ledger.count++;
  pthread_rwlock_unlock(&ledger.names);
  add(&ledger, total(&ledger, 3));
  cancellable(&ledger);
  hand_on(&ledger);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
