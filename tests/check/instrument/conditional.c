// Locks of one's own that are taken under conditions, and threads that stand still: nothing to
// report, but for what main does when it is told to.
// RUN: %clang_custody -fplugin-arg-custody-runtime=all -w -O0 %s %runtime -ldl -o %t && %t 2>&1 | %FileCheck --allow-empty --implicit-check-not=custody %s
// RUN: %clang_custody -fplugin-arg-custody-runtime=all -w -O2 %s %runtime -ldl -o %t && %t 2>&1 | %FileCheck --allow-empty --implicit-check-not=custody %s
// RUN: not %t more 2>&1 | %FileCheck --check-prefix=MORE %s
// MORE: custody-lock
// MORE-SAME: store.size
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

THREAD_ROLE(main);
THREAD_ROLE(worker);

struct CAPABILITY("mutex") own_lock {
  atomic_flag taken;
};
struct store {
  struct own_lock lock;
  int size GUARDED_BY(lock);
};
static struct store store = {{ATOMIC_FLAG_INIT}, 0};
static int done OWNED_BY(worker);

bool try_lock(struct own_lock *l) TRY_ACQUIRE(ret, *l);
int lock_busy(struct own_lock *l) TRY_ACQUIRE(ret == 0, *l);
void lock_if(struct own_lock *l, bool wanted) ACQUIRE_IF(wanted, *l);
void unlock_if(struct own_lock *l, bool wanted) RELEASE_IF(wanted, *l);
void unlock(struct own_lock *l) RELEASE(*l);
void stop_worker(void) STOPS(worker);
void resume_worker(void) RESUMES(worker);

bool try_lock(struct own_lock *l) { return !atomic_flag_test_and_set(&l->taken); }
int lock_busy(struct own_lock *l) { return atomic_flag_test_and_set(&l->taken); }
void lock_if(struct own_lock *l, bool wanted) {
  while (wanted && atomic_flag_test_and_set(&l->taken)) {}
}
void unlock(struct own_lock *l) { atomic_flag_clear(&l->taken); }
void unlock_if(struct own_lock *l, bool wanted) {
  if (wanted) unlock(l);
}
void stop_worker(void) {}
void resume_worker(void) {}

static void *work(void *) THREAD_ENTRY(worker);
static void *work(void *argument) {
  struct store *s = argument;
  done = 1;
  if (try_lock(&s->lock)) {
    s->size++;
    unlock(&s->lock);
  }
  if (lock_busy(&s->lock) == 0) {
    s->size++;
    unlock(&s->lock);
  }
  for (int i = 0; i < 2; i++) {
    lock_if(&s->lock, i == 1);
    if (i == 1) s->size++;
    unlock_if(&s->lock, i == 1);
  }
  return 0;
}

int main(int argc, char **argv) {
  (void)argv;
  pthread_t thread;
  if (pthread_create(&thread, 0, work, &store)) return 1;
  if (argc > 1) store.size++;
  pthread_join(thread, 0);
  stop_worker();
  done = 2;
  resume_worker();
  return done == 0;
}
