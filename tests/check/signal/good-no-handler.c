/* Functions of a handler's type that no signal starts, and a signal that is waited for. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

struct timer {
  void (*run)(int);
};
static struct timer timer;

static void on_timer(int number) { printf("%d\n", number); }

static void *wait_for_signals(void *set) {
  int number;
  while (!sigwait(set, &number)) on_timer(number);
  return NULL;
}

int main(void) {
  static sigset_t set;
  pthread_t thread;
  sigfillset(&set);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  timer.run = on_timer;
  if (pthread_create(&thread, NULL, wait_for_signals, &set)) return 1;
  timer.run(1);
  return pthread_join(thread, NULL);
}
