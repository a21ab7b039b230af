/* A handler has no role, not even that of the thread that has installed it. */
#include <custody/short.h>
#include <pthread.h>
#include <signal.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static int users OWNED_BY(main);
static volatile sig_atomic_t stop;

static void log_out(void) RUNS_ON(main);
static void log_out(void) { users--; }

static void on_end(int number) {
  stop = number;
  users = 0; // expect-both: owner a signal handler, which has no role, writes 'users'
  log_out(); // expect-both: role log_out
}

static void *voice_run(void *unused) THREAD_ENTRY(voice);
static void *voice_run(void *unused) { return unused; }

int main(void) {
  pthread_t thread;
  signal(SIGTERM, on_end);
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  log_out();
  return pthread_join(thread, 0);
}
