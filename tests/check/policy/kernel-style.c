/* The kernel's names are known where the policy is asked for. */
// RUN: %clang_custody -w -fplugin-arg-custody-policy=linux-kernel-style -c %s -o %t.o
// RUN: %not %custody check %t.o > %t.out 2> %t.err
// RUN: %FileCheck --input-file=%t.out %s
// RUN: %clang_custody -w -c %s -o %t.o
// RUN: %not %custody check %t.o > %t.out 2> %t.err
// RUN: %FileCheck --check-prefix=UNASKED --input-file=%t.out %s
// UNASKED: 'users' is written without 'lock' held
#include <custody/short.h>
#include <pthread.h>

typedef struct spinlock {
  int value;
} spinlock_t;
struct rw_semaphore {
  int value;
};
void spin_lock(spinlock_t *);
void spin_unlock(spinlock_t *);
int spin_trylock(spinlock_t *);
void down_read(struct rw_semaphore *);
void up_read(struct rw_semaphore *);

THREAD_ROLE(main);
static spinlock_t lock;
static struct rw_semaphore names_lock;
static int users GUARDED_BY(lock);
static int names GUARDED_BY(names_lock);

static void *voice_run(void *unused) {
  spin_lock(&lock);
  users++;
  spin_unlock(&lock);
  if (spin_trylock(&lock)) {
    users++;
    spin_unlock(&lock);
  } else users++; // CHECK: :[[#@LINE]]:{{.*}}: warning: 'users' is
  users++;        // CHECK: :[[#@LINE]]:{{.*}}: warning: 'users' is
  down_read(&names_lock);
  users = names; // CHECK: :[[#@LINE]]:{{.*}}: warning: 'users' is
  names++;       // CHECK: :[[#@LINE]]:{{.*}}: warning: 'names' is
  up_read(&names_lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, voice_run, NULL);
  pthread_join(thread, NULL);
  return 0;
}
