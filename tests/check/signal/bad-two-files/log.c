#include "handler.h"
#include <signal.h>
#include <stdio.h>

void flush_log(void) {
  fflush(stdout); // expect: signal fflush
}

static void on_fault(int number) {
  (void)number;
  perror("fault"); // expect-both: signal perror
}

void install(void) { signal(SIGSEGV, on_fault); }
