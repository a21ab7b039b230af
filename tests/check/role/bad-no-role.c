/* A thread without a role may not call what asks for one. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);

static void log_in(void) RUNS_ON(main) {}

static void *helper_run(void *unused) {
  log_in(); // expect-both: role log_in
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, helper_run, 0)) return 1;
  return pthread_join(thread, 0);
}
