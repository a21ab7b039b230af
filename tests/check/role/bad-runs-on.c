/* A call from another role is a finding at the call, with the way the role came there. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static void log_in(void) RUNS_ON(main) {} // expect-note: log_in

static void welcome(void) {
  log_in(); // expect-both: role log_in
}

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  welcome(); // expect-note: welcome
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  welcome();
  return pthread_join(thread, 0);
}
