/* Handlers in a struct sigaction: stored, passed on, and of the form with three parameters. */
#include <signal.h>
#include <stdlib.h>
#include <syslog.h>
#include <unistd.h>

static void on_end(int number) {
  syslog(LOG_INFO, "%d", number); // expect-both: signal syslog
  exit(1);                        // expect-both: signal exit
}

static void on_fault(int number, siginfo_t *info, void *context) {
  (void)number, (void)info;
  free(context); // expect-both: signal free
}

static void on_child(int number) {
  (void)number;
  malloc(1); // expect-both: signal malloc
}

static void install(int number, void (*handler)(int)) {
  struct sigaction action = {0};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

static void set_up(struct sigaction *action) { sigaction(SIGSEGV, action, NULL); }

static const struct sigaction of_child = {.sa_handler = on_child};

int main(void) {
  struct sigaction fault = {.sa_flags = SA_SIGINFO};
  fault.sa_sigaction = on_fault;
  set_up(&fault);
  install(SIGTERM, on_end);
  install(SIGPIPE, SIG_IGN);
  sigaction(SIGCHLD, &of_child, NULL);
  pause();
  return 0;
}
