/* What the runtime's tests share: a sink that keeps what would be printed, descriptors as the pass
 * lays them down, and threads to be tested on. */
#ifndef CUSTODY_TEST_SUPPORT_H
#define CUSTODY_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "abi.h"
#include "wrapped.h"
#include <custody/judge.h>

/** A place of this line in a function of the program under test. */
#define PLACE(name, function)                                                                      \
  static const struct custody_rt_place name = {"server.c", function, __LINE__, 5}

/** Begins keeping what is printed, with nothing kept so far. */
void capture(void);
/** What was printed since. */
const char *captured(void);
/** Asserts that it contains the words. */
void assert_printed(const char *words);
void assert_nothing_printed(void);

/** A second thread that only waits: with it, the data rules bind everybody. cmocka's set-up and
 * tear-down of a group. */
int begin_company(void **state);
int end_company(void **state);

/** Runs `function` on a thread of its own, started and joined through the runtime. */
void on_thread(void *(*function)(void *), void *data);
/** The same, started by code that the runtime doesn't see. */
void on_foreign_thread(void *(*function)(void *), void *data);

/** The number of reports that were made while `call` ran. */
#define REPORTS_OF(call)                                                                           \
  (reports_before = custody_tally_reports(), (call), custody_tally_reports() - reports_before)
extern uint64_t reports_before;
uint64_t custody_tally_reports(void);

/** Runs the group, then forgets the reports, which would be this process's exit status. */
int run_group(const struct CMUnitTest *tests, size_t count, const char *name);

#endif
