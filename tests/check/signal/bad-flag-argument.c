/* A flag that one handler passes as 1 and another as 0, or that is changed, decides nothing. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int loud;

static void remove_file(const char *name, int quiet) {
  unlink(name);
  if (!quiet) printf("removed %s\n", name); // expect-both: signal printf
}

static void say(int quiet) {
  if (loud) quiet = 0;
  if (!quiet) puts("end"); // expect-both: signal puts
}

static void on_end(int number) {
  loud = number;
  remove_file("one", 1);
  say(1);
}

static void on_hangup(int number) {
  loud = number;
  remove_file("two", 0);
}

int main(void) {
  signal(SIGTERM, on_end);
  signal(SIGHUP, on_hangup);
  return loud;
}
