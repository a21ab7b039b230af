/* A handler that prints, allocates and takes a lock, itself and below it. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *last;
static int count;

static void note(int number) {
  pthread_mutex_lock(&lock); // expect-both: signal 'on_hangup', which a signal may start, calls 'pthread_mutex_lock', which is not async-signal-safe
  count += number;
  pthread_mutex_unlock(&lock); // expect-both: signal pthread_mutex_unlock
}

static void on_hangup(int number) {
  note(number);
  printf("%d\n", number); // expect-both: signal printf
  printf("again\n");
  last = strdup("hangup"); // expect-both: signal strdup
  write(1, "hangup\n", 7);
}

int main(void) {
  signal(SIGHUP, on_hangup); // expect-note: 'on_hangup' is installed as a signal handler here
  signal(SIGPIPE, SIG_IGN);
  pause();
  return count;
}
