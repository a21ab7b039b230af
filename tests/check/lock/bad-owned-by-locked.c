/* OWNED_BY(role, lock): the owner needs the lock to write, the others to read. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int users OWNED_BY(main, lock);

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  return users ? unused : 0; // expect-both: lock users
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  users++; // expect-both: lock users
  pthread_rwlock_rdlock(&lock);
  users++; // expect-both: lock users
  pthread_rwlock_unlock(&lock);
  return pthread_join(thread, 0);
}
