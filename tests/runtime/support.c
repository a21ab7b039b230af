/* See support.h. */
#include "support.h"
#include "log.h"
#include "tally.h"
#include <semaphore.h>
#include <string.h>

enum { KEPT = 65536 };
static char kept[KEPT];
static size_t kept_size;
static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t leave;
static pthread_t company;
uint64_t reports_before;

static void keep(const char *text, size_t size) {
  pthread_mutex_lock(&kept_lock);
  size_t room = KEPT - 1 - kept_size;
  memcpy(kept + kept_size, text, size < room ? size : room);
  kept_size += size < room ? size : room;
  kept[kept_size] = '\0';
  pthread_mutex_unlock(&kept_lock);
}

void capture(void) {
  kept_size = 0;
  kept[0] = '\0';
  custody_log_to(keep);
}

const char *captured(void) { return kept; }

void assert_printed(const char *words) {
  if (!strstr(kept, words)) fail_msg("\"%s\" is not in:\n%s", words, kept);
}

void assert_nothing_printed(void) { assert_string_equal(kept, ""); }

static void *wait_to_leave(void *data) {
  sem_wait(data);
  return NULL;
}

int begin_company(void **state) {
  (void)state;
  PLACE(place, "begin_company");
  sem_init(&leave, 0, 0);
  return custody_rt_pthread_create(&company, NULL, wait_to_leave, &leave, &place);
}

int end_company(void **state) {
  (void)state;
  PLACE(place, "end_company");
  sem_post(&leave);
  return custody_rt_pthread_join(company, NULL, &place);
}

void on_thread(void *(*function)(void *), void *data) {
  PLACE(place, "on_thread");
  pthread_t thread;
  assert_int_equal(custody_rt_pthread_create(&thread, NULL, function, data, &place), 0);
  assert_int_equal(custody_rt_pthread_join(thread, NULL, &place), 0);
}

void on_foreign_thread(void *(*function)(void *), void *data) {
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, function, data), 0);
  assert_int_equal(pthread_join(thread, NULL), 0);
}

int run_group(const struct CMUnitTest *tests, size_t count, const char *name) {
  capture();
  int failed = _cmocka_run_group_tests(name, tests, count, begin_company, end_company);
  custody_tally_restart();
  return failed;
}
