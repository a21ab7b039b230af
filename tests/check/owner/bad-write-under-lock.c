/* The lock lets another role read what a role owns; it never lets it write. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int users OWNED_BY(main, lock);

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  pthread_rwlock_wrlock(&lock);
  users++; // expect-both: owner users
  pthread_rwlock_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  return pthread_join(thread, 0);
}
