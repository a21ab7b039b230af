/* A SIGNAL_SAFE function that installs a handler again, as old systems wanted it. */
#include <custody/short.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct timespec when;

static void on_alarm(int number) SIGNAL_SAFE;
static void on_alarm(int number) {
  signal(number, on_alarm);
  clock_gettime(CLOCK_MONOTONIC, &when);
  alarm((unsigned)strlen("five"));
}

int main(void) {
  signal(SIGALRM, on_alarm);
  alarm(1);
  return 0;
}
