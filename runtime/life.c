/* The runtime's whole life.
 *
 *   before main     start(): options, the main thread's record and its role `main`
 *   a thread        start.c creates its record, thread.c keeps it, entry.c gives it its role
 *   an access       check.c asks the rule table; report.c tells what it refuses
 *   a call          contract.c checks what the function asks of its callers
 *   a lock          mutex.c, rwlock.c, spin.c, condition.c and c11.c, by way of lock.c;
 *                   order.c looks at the order in which they are taken
 *   a loop's wait   turn.c times what lies between two of them; blocking.c what threads wait for
 *   an object       object.c notes what is being built (building.c)
 *   a thread's end  custody_life_thread_ends(): locks that it still holds
 *   fork            in_child(): one thread is left, with its roles and its locks
 *   after main      finish(): the summary, and the exit status */
#include "life.h"
#include "abi.h"
#include "connect.h"
#include "log.h"
#include "options.h"
#include "order.h"
#include "report.h"
#include "shut_in.h"
#include "stats.h"
#include "suppressions.h"
#include "symbols.h"
#include "tally.h"
#include "thread.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <unistd.h>

const char custody_rt_version_2 = 1;

enum { EXIT_CANNOT_RUN = 2, MESSAGE_SIZE = 4096 };

static void end_with(const struct custody_text *text, int status) {
  custody_options_default(&custody_options); /* to standard error, whatever was read so far */
  custody_log(text->start, (size_t)(text->at - text->start));
  _exit(status);
}

static void read_options(void) {
  char message[MESSAGE_SIZE];
  struct custody_text text = custody_text_in(message, sizeof message);
  const char *given = custody_options_trusted(getenv("CUSTODY_OPTIONS"), getauxval(AT_SECURE));
  if (!custody_options_parse(&custody_options, given, &text)) end_with(&text, EXIT_CANNOT_RUN);
  if (custody_options.help) {
    custody_options_help(&text);
    end_with(&text, 0);
  }
  const char *known = custody_options.suppressions;
  if (known[0] == '\0') return;
  if (!custody_suppressions_load(known, custody_suppressions_today(), &text))
    end_with(&text, EXIT_CANNOT_RUN);
}

static void before_fork(void) {
  custody_order_before_fork();
  custody_report_before_fork();
}

static void in_parent(void) {
  custody_report_after_fork();
  custody_order_after_fork();
}

static void in_child(void) {
  custody_report_after_fork();
  custody_order_after_fork();
  custody_log_after_fork();
  custody_symbols_after_fork();
  custody_tally_restart();
  custody_suppressions_restart();
  custody_thread_only();
}

/* Before the program's own constructors, which have no priority or a later one. */
static __attribute__((constructor(101))) void start(void) {
  read_options();
  custody_connect_begin();
  if (custody_options.stats) custody_stats_begin(CUSTODY_STATS_ALL);
  if (custody_options.stats_signal) custody_stats_on_signal((int)custody_options.stats_signal);
  custody_shut_in_begin();
  custody_thread_make_key();
  pthread_atfork(before_fork, in_parent, in_child);
}

/* Nobody would get it back. */
static void say_lent(struct custody_thread *thread) {
  if (thread->unwatched || thread->lent == 0) return;
  struct custody_report report = {
      .finding = CUSTODY_FINDING_ROLE,
      .done = "end of the thread with ",
      .subject = "a role that it lent",
      .place = thread->lent_at,
      .asks = "that the thread which lends a role regains it",
      .roles = thread->lent,
  };
  thread->lent = 0;
  custody_report(thread, &report);
}

/* After the program's own destructors and all that atexit() was given. As under ThreadSanitizer, a
 * process that fails ends here, with its output written; exitcode=0 leaves the exit
 * status to the program. */
static __attribute__((destructor(101))) void finish(void) {
  if (custody_options.stats) custody_stats_say();
  say_lent(custody_thread_self());
  if (!custody_report_end() || custody_options.exitcode == 0) return;
  fflush(NULL);
  _exit((int)custody_options.exitcode);
}

void custody_life_thread_ends(struct custody_thread *thread) {
  say_lent(thread);
  for (uint32_t i = 0; i < thread->held.count; i++) {
    const struct custody_hold_entry *entry = custody_held_row(&thread->held, i);
    struct custody_report report = {
        .finding = CUSTODY_FINDING_BALANCE,
        .done = "end of the thread with ",
        .subject = entry->lock_class,
        .place = entry->place,
        .asks = "that a thread gives back its locks before it ends",
        .lock = entry->lock,
    };
    custody_report(thread, &report);
  }
}
