/* A function that is marked is safe for its callers; one that is not checked is not looked into. */
#include <custody/short.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

void log_now(const char *text) SIGNAL_SAFE;
void log_now(const char *text) { write(2, text, 1); }

static void dump(void) NO_CHECK("the process is about to die");
static void dump(void) { fputs("dying\n", stderr); }

static void on_fault(int number) {
  (void)number;
  log_now("fault");
  dump();
}

int main(void) {
  signal(SIGSEGV, on_fault);
  return 0;
}
