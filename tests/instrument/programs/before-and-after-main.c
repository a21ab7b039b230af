// Locks and data of the main role before main, after it, and in functions that atexit was given.
// wrong: WARNING: custody-balance: double lock of lock by thread
// wrong: WARNING: custody-owner: write of owned by thread
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

THREAD_ROLE(main);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int owned OWNED_BY(main), guarded GUARDED_BY(lock), wrong;

static void touch(void) {
  owned++;
  pthread_mutex_lock(&lock);
  guarded++;
  pthread_mutex_unlock(&lock);
}

static __attribute__((constructor)) void before(void) { touch(); }
static __attribute__((constructor(103))) void early(void) { touch(); }

static __attribute__((destructor)) void after(void) {
  touch();
  if (!wrong) return;
  pthread_mutex_lock(&lock);
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  pthread_mutex_unlock(&lock);
}

static void at_exit(void) { touch(); }

static void *other(void *unused) {
  if (wrong) owned++;
  return unused;
}

int main(int count, char **arguments) {
  pthread_t thread;
  wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  atexit(at_exit);
  pthread_create(&thread, NULL, other, NULL);
  touch();
  pthread_join(thread, NULL);
  return 0;
}
