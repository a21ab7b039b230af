/* Figures in words: a table for people, a line of JSON each for programs. Everything is written piece
 * by piece, so that nothing need be allocated and no table is too long. */
#include "frames_json.h"
#include "log.h"
#include "options.h"
#include "report.h"
#include "role.h"
#include "say.h"
#include "stack_kept.h"
#include "stats_sum.h"

#include <errno.h>
#include <signal.h>

enum { PIECE = 65536, NAME = 34, NUMBER = 9 };

static struct custody_stats_list list;
static struct custody_stats_row sum;
static char piece[PIECE];
static atomic_flag printing = ATOMIC_FLAG_INIT;
static int may_name; /* frames, since no report is written meanwhile */

static const char *const done[] = {"reads", "writes", "reads atomically", "writes atomically"};
static const char *const modes[] = {"", "shared", "exclusively"};

static void put(const struct custody_text *text) {
  custody_log(text->start, (size_t)(text->at - text->start));
}

static void pad(struct custody_text *text, const char *from, int width) {
  while (text->at - from < width) custody_text_add_part(text, " ", 1);
}

/* Right-aligned. */
static void column(struct custody_text *text, const char *cell) {
  int length = 0;
  while (cell[length]) length++;
  for (int i = length; i < NUMBER; i++) custody_text_add(text, " ");
  custody_text_add(text, cell);
}

static void number_column(struct custody_text *text, uint64_t number) {
  char cell[32];
  struct custody_text in = custody_text_in(cell, sizeof cell);
  custody_text_decimal(&in, number);
  column(text, cell);
}

/* "850 ns", "12 us", "3 ms": three digits or four. */
static void time_column(struct custody_text *text, uint64_t time) {
  static const char *const units[] = {" ns", " us", " ms", " s"};
  char cell[32];
  struct custody_text in = custody_text_in(cell, sizeof cell);
  unsigned unit = 0;
  for (; time >= 10000 && unit < 3; unit++) time /= 1000;
  custody_text_decimal(&in, time);
  custody_text_add(&in, units[unit]);
  column(text, cell);
}

static void times_columns(struct custody_text *text, const struct custody_stats_times *times) {
  time_column(text, custody_stats_at(times, 50));
  time_column(text, custody_stats_at(times, 99));
  time_column(text, times->longest);
}

static void name_of(struct custody_text *text, const struct custody_stats_row *row) {
  if (row->name) {
    custody_text_add(text, row->name);
    return;
  }
  custody_text_add(text,
                   row->kind == CUSTODY_STATS_LOOP ? "a thread without a role" : "the lock at ");
  if (row->kind == CUSTODY_STATS_LOCK) custody_text_hex(text, (uintptr_t)row->lock);
}

static void print_left(const char *what) {
  struct custody_text text = custody_text_in(piece, sizeof piece);
  if (!list.left) return;
  custody_text_add(&text, "  and ");
  custody_text_decimal(&text, list.left);
  custody_text_add(&text, what);
  put(&text);
}

/* -- locks and loops ------------------------------------------------------------------------- */

static void table_row(struct custody_text *text, int is_lock) {
  const char *start = text->at;
  custody_text_add(text, "  ");
  name_of(text, &sum);
  pad(text, start, NAME);
  number_column(text, sum.holds.count);
  if (is_lock) {
    number_column(text, sum.waits.count);
    times_columns(text, &sum.waits);
  }
  times_columns(text, &sum.holds);
  custody_text_add(text, "  ");
  const struct custody_rt_place *place = atomic_load(&sum.place);
  if (place) custody_text_place(text, place);
  custody_text_add(text, "\n");
}

static void print_table(enum custody_stats_kind kind) {
  int is_lock = kind == CUSTODY_STATS_LOCK;
  struct custody_text text = custody_text_in(piece, sizeof piece);
  if (!list.count) return;
  custody_text_add(&text, is_lock ? "custody: locks, those that were waited for longest first\n"
                                    "  class                           "
                                    "    taken   waited      p50      p99  longest held p50      "
                                    "p99  longest  the longest was taken at\n"
                                  : "custody: turns of loops\n"
                                    "  role                            "
                                    "    turns      p50      p99  longest  the longest ended at\n");
  put(&text);
  for (uint32_t i = 0; i < list.count; i++) {
    custody_stats_sum(&sum, list.row[i]);
    text = custody_text_in(piece, sizeof piece);
    table_row(&text, is_lock);
    if (custody_options.verbosity > 1 && may_name) custody_frames_kept_text(&text, sum.stack);
    put(&text);
  }
  print_left(" more\n");
}

static void json_times(struct custody_json *json, const char *name,
                       const struct custody_stats_times *times) {
  custody_json_begin(json, name, '{');
  custody_json_number(json, "count", times->count);
  custody_json_number(json, "total", times->sum);
  custody_json_number(json, "p50", custody_stats_at(times, 50));
  custody_json_number(json, "p99", custody_stats_at(times, 99));
  custody_json_number(json, "longest", times->longest);
  custody_json_end(json, '}');
}

static void json_addresses(struct custody_json *json, const char *name, uint32_t number) {
  struct custody_stack stack;
  custody_stack_kept(&stack, number);
  custody_json_begin(json, name, '[');
  for (unsigned i = 0; i < stack.count; i++) {
    custody_json_begin(json, NULL, '{');
    custody_json_address(json, "address", stack.address[i]);
    custody_json_end(json, '}');
  }
  custody_json_end(json, ']');
}

/* Into one piece, which has room for any row without names. */
static struct custody_text row_json(enum custody_stats_kind kind, int names) {
  struct custody_text text = custody_text_in(piece, sizeof piece);
  struct custody_json json = custody_json_in(&text);
  custody_json_begin(&json, NULL, '{');
  custody_json_string(&json, "type", kind == CUSTODY_STATS_LOCK ? "lock" : "loop");
  custody_json_string(&json, kind == CUSTODY_STATS_LOCK ? "class" : "role", sum.name);
  if (!sum.name) custody_json_address(&json, "address", (uintptr_t)sum.lock);
  if (kind == CUSTODY_STATS_LOCK) json_times(&json, "waited_ns", &sum.waits);
  json_times(&json, kind == CUSTODY_STATS_LOCK ? "held_ns" : "turn_ns", &sum.holds);
  custody_json_place(&json, "longest_at", atomic_load(&sum.place));
  (names ? custody_frames_kept_json : json_addresses)(&json, "longest_stack", sum.stack);
  custody_json_end(&json, '}');
  custody_text_add(&text, "\n");
  return text;
}

static void print_row_json(enum custody_stats_kind kind) {
  struct custody_text text = row_json(kind, may_name);
  if (custody_text_is_full(&text)) text = row_json(kind, 0);
  put(&text);
}

static void print_rows(enum custody_stats_kind kind, int is_json) {
  custody_stats_list_rows(&list, kind);
  if (!is_json) {
    print_table(kind);
    return;
  }
  for (uint32_t i = 0; i < list.count; i++) {
    custody_stats_sum(&sum, list.row[i]);
    print_row_json(kind);
  }
}

/* -- accesses -------------------------------------------------------------------------------- */

static void add_roles(struct custody_text *text, uint64_t roles) {
  if (!roles) custody_text_add(text, "a thread without a role");
  for (uint32_t i = 1, is_next = 0; i < CUSTODY_ROLES; i++) {
    if (!(roles >> i & 1)) continue;
    if (is_next++) custody_text_add(text, "+");
    custody_text_add(text, atomic_load(&custody_roles[i].name));
  }
}

static void access_line(struct custody_text *text, const struct custody_stats_access *a,
                        uint64_t count) {
  custody_text_add(text, "    ");
  add_roles(text, a->roles);
  custody_text_add(text, " ");
  custody_text_add(text, done[a->access & 3]);
  custody_text_add(text, " ");
  custody_text_decimal(text, count);
  custody_text_add(text, a->held[0] || a->more ? " times, holding" : " times, holding nothing");
  for (int i = 0; i < CUSTODY_STATS_HELD && a->held[i]; i++) {
    custody_text_add(text, i ? ", " : " ");
    custody_text_add(text, a->held[i]);
    custody_text_add(text, a->mode[i] == CUSTODY_HELD_SHARED ? " shared" : "");
  }
  if (a->more) custody_text_add(text, a->held[0] ? " and others" : " others");
  custody_text_add(text, "\n");
}

static void print_access(const struct custody_stats_access *a, uint64_t count, int is_new) {
  struct custody_text text = custody_text_in(piece, sizeof piece);
  if (is_new) {
    custody_text_add(&text, "  ");
    custody_text_add(&text, a->rule->field);
    custody_text_add(&text, ", ");
    custody_text_add(&text, a->rule->text);
    custody_text_add(&text, "\n");
  }
  access_line(&text, a, count);
  put(&text);
}

static void print_access_json(const struct custody_stats_access *a, uint64_t count) {
  struct custody_text text = custody_text_in(piece, sizeof piece);
  struct custody_json json = custody_json_in(&text);
  custody_json_begin(&json, NULL, '{');
  custody_json_string(&json, "type", "access");
  custody_json_string(&json, "field", a->rule->field);
  custody_json_string(&json, "rule", a->rule->text);
  custody_json_string(&json, "does", done[a->access & 3]);
  custody_json_begin(&json, "roles", '[');
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++)
    if (a->roles >> i & 1) custody_json_string(&json, NULL, atomic_load(&custody_roles[i].name));
  custody_json_end(&json, ']');
  custody_json_begin(&json, "locks", '[');
  for (int i = 0; i < CUSTODY_STATS_HELD && a->held[i]; i++) {
    custody_json_begin(&json, NULL, '{');
    custody_json_string(&json, "class", a->held[i]);
    custody_json_string(&json, "held", modes[a->mode[i] % 3]);
    custody_json_end(&json, '}');
  }
  custody_json_end(&json, ']');
  custody_json_number(&json, "count", count);
  custody_json_end(&json, '}');
  custody_text_add(&text, "\n");
  put(&text);
}

static void print_accesses(int is_json) {
  static const char heading[] = "custody: fields, and who really touched them\n";
  const char *before = NULL;
  custody_stats_list_accesses(&list);
  if (list.count && !is_json) custody_log(heading, sizeof heading - 1);
  for (uint32_t i = 0; i < list.count; i++) {
    const struct custody_stats_access *a = custody_stats_access(list.row[i]);
    uint64_t count = custody_stats_sum_access(list.row[i]);
    if (is_json) print_access_json(a, count);
    else print_access(a, count, !before || !custody_text_equal(before, a->rule->field));
    before = a->rule->field;
  }
  if (!is_json) print_left(" more kinds of accesses\n");
}

void custody_stats_say(void) {
  int is_json = custody_options.log_format == CUSTODY_LOG_FORMAT_JSON;
  struct custody_thread *self = custody_thread_self();
  if (atomic_flag_test_and_set(&printing)) return; /* it's being printed */
  may_name = custody_report_hold(self);
  print_rows(CUSTODY_STATS_LOCK, is_json);
  print_rows(CUSTODY_STATS_LOOP, is_json);
  print_accesses(is_json);
  if (may_name) custody_report_release(self);
  atomic_flag_clear(&printing);
}

static void on_signal(int number) {
  (void)number;
  int error = errno;
  if (custody_stats_on()) custody_stats_say();
  else custody_stats_begin(CUSTODY_STATS_TIMES);
  errno = error;
}

void custody_stats_on_signal(int number) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  if (sigaction(number, &action, NULL) != 0)
    custody_say_note("stats_signal: the system lets no program take this signal");
}
