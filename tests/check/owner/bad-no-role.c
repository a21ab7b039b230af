/* A thread that was given no role has none: what asks for a role is never silently allowed. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);

static int users OWNED_BY(main);

static void *helper_run(void *unused) {
  users++; // expect-both: owner users
  return unused;
}

int main(void) {
  pthread_t thread;
  users = 1;
  if (pthread_create(&thread, 0, helper_run, 0)) return 1;
  return pthread_join(thread, 0);
}
