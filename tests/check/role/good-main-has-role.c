/* main() has the role main unless it says otherwise. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(loop);

static int watchers OWNED_BY(loop);

static void watch(void) RUNS_ON(loop) { watchers++; }

static void *run(void *unused) { return unused; }

int main(void) THREAD_ENTRY(loop) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  watch();
  return pthread_join(thread, 0);
}
