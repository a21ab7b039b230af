/* Checks may run in a signal handler, whatever it interrupts: the handler's own report is printed
 * or counted, nothing hangs, and errno is as it was. */
#include "support.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

PLACE(here, "caller");
static int shared_object;
static struct custody_rt_role voice = {"voice", 0, 0};
static const struct custody_rt_rule rule = {
    "f", "OWNED_BY(voice)", "a.h", 1, CUSTODY_RULE_OWNED_BY, 0, &voice, NULL};
static struct custody_rt_site in_handler = {&rule, {"a.c", "on_signal", 1, 1}, CUSTODY_WRITE, 0};
static volatile sig_atomic_t handled, changed_errno;

static void on_signal(int number) {
  (void)number;
  errno = ENOTTY;
  custody_rt_access(&shared_object, &in_handler);
  if (errno != ENOTTY) changed_errno = 1;
  handled++;
}

static void begin_signals(struct sigaction *before) {
  struct sigaction action = {.sa_handler = on_signal};
  struct itimerval often = {{0, 200}, {0, 200}};
  sigaction(SIGALRM, &action, before);
  setitimer(ITIMER_REAL, &often, NULL);
}

static void end_signals(const struct sigaction *before) {
  struct itimerval never = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &never, NULL);
  sigaction(SIGALRM, before, NULL);
}

static void a_handlers_report(void **state) {
  (void)state;
  capture();
  struct sigaction before, action = {.sa_handler = on_signal};
  sigaction(SIGUSR1, &action, &before);
  raise(SIGUSR1);
  sigaction(SIGUSR1, &before, NULL);
  assert_int_equal(handled, 1);
  assert_int_equal(changed_errno, 0);
  assert_printed("WARNING: custody-owner: write of f by thread T0 ");
  assert_printed("  at a.c:1:1 in on_signal\n");
}

static void drop_text(const char *text, size_t size) {
  (void)text;
  (void)size;
}
void custody_log_to(void (*sink)(const char *, size_t));

static char names[1000][8];
static const char *name(int i) {
  snprintf(names[i], sizeof names[i], "f%d", i);
  return names[i];
}

/* New keys each time, so that reports are being written nearly always when the signal comes. */
static void handlers_interrupt_everything(void **state) {
  (void)state;
  enum { ROUNDS = 300 };
  struct custody_rt_site *sites = calloc(ROUNDS, sizeof *sites);
  pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
  struct sigaction before;
  int handled_before = handled;
  custody_log_to(drop_text);
  begin_signals(&before);
  for (int i = 0; i < ROUNDS || handled < handled_before + 20; i++) {
    struct custody_rt_site site = {&rule, {"a.c", name(i % ROUNDS), 1, 1}, CUSTODY_READ, 0};
    memcpy(&sites[i % ROUNDS], &site, sizeof site);
    custody_rt_access(&shared_object, &sites[i % ROUNDS]);
    custody_rt_pthread_mutex_lock(&m, &here, "m");
    custody_rt_pthread_mutex_unlock(&m, &here, "m");
  }
  end_signals(&before);
  assert_int_equal(changed_errno, 0);
  capture();
  static struct custody_rt_site last = {&rule, {"a.c", "at_last", 2, 1}, CUSTODY_WRITE, 0};
  custody_rt_access(&shared_object, &last);
  assert_printed("at_last");
  assert_printed("  no lock is held\n");
}

static void errno_survives_a_report(void **state) {
  (void)state;
  static struct custody_rt_site site = {&rule, {"a.c", "g", 3, 1}, CUSTODY_WRITE, 0};
  capture();
  errno = ENOTTY;
  custody_rt_access(&shared_object, &site);
  assert_int_equal(errno, ENOTTY);
  assert_printed("a.c:3:1");
}

/* Many threads report at once: no text lies within another. */
static void *report_often(void *data) {
  struct custody_rt_site *sites = data;
  for (int i = 0; i < 50; i++) custody_rt_access(&shared_object, &sites[i]);
  return NULL;
}

static void reports_do_not_mix(void **state) {
  (void)state;
  enum { THREADS = 4, EACH = 50 };
  static struct custody_rt_site sites[THREADS][EACH];
  pthread_t thread[THREADS];
  capture();
  for (int i = 0; i < THREADS; i++) {
    for (int j = 0; j < EACH; j++) {
      const char *function = name(300 + i * EACH + j);
      struct custody_rt_site site = {&rule, {"a.c", function, 4, 1}, CUSTODY_WRITE, 0};
      memcpy(&sites[i][j], &site, sizeof site);
    }
    custody_rt_pthread_create(&thread[i], NULL, report_often, sites[i], &here);
  }
  for (int i = 0; i < THREADS; i++) custody_rt_pthread_join(thread[i], NULL, &here);
  const char *at = captured();
  for (int i = 0; i < 10; i++) {
    assert_memory_equal(at, "==================\nWARNING: ", 28);
    at = strstr(at, "\nSUMMARY: custody: custody-owner: write of f at a.c:4:1 in f");
    assert_non_null(at);
    at = strstr(at, "==================\n") + 19;
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_handlers_report),
      cmocka_unit_test(handlers_interrupt_everything),
      cmocka_unit_test(errno_survives_a_report),
      cmocka_unit_test(reports_do_not_mix),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "signal");
}
