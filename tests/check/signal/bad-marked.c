/* SIGNAL_SAFE is a promise that is checked where the function is defined. */
#include <custody/short.h>
#include <stdio.h>
#include <unistd.h>

static void say(const char *text) {
  fputs(text, stderr); // expect-both: signal 'report', which a signal may start, calls 'fputs'
}

void report(void) SIGNAL_SAFE;
void report(void) {
  write(2, "now\n", 4);
  say("more\n");
}

int main(void) {
  report();
  return 0;
}
