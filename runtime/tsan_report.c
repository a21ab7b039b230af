/* What custody knows of a race that ThreadSanitizer reports: which field it is on and what rule the
 * field has, and which of the two accesses broke the rule. An access is found again among those that were
 * checked lately, by its line and by the object that it lies in. */
#include "json.h"
#include "log.h"
#include "options.h"
#include "thread.h"
#include "tsan.h"
#include "who.h"

extern int __tsan_get_report_data(void *report, const char **description, int *count, int *stacks,
                                  int *accesses, int *locations, int *mutexes, int *threads,
                                  int *unique_threads, void **sleep_trace, unsigned long trace_size)
    __attribute__((weak));
extern int __tsan_get_report_mop(void *report, unsigned long index, int *thread, void **address,
                                 int *size, int *write, int *atomic, void **trace,
                                 unsigned long trace_size) __attribute__((weak));
extern void __sanitizer_symbolize_pc(void *pc, const char *format, char *buffer, unsigned long size)
    __attribute__((weak));

enum { PLACE_SIZE = 1024, TEXT_SIZE = 4096, FRAMES = 8, NEAR = 1 << 16 };

/* One side of the race. */
struct side {
  char file[PLACE_SIZE];
  unsigned line;
  uintptr_t address;
  int is_write;
  struct custody_touch touch; /* no site: it was not found */
  struct custody_thread *thread;
};

static void read_place(struct side *side, void *pc) {
  char line[32];
  __sanitizer_symbolize_pc(pc, "%s", side->file, sizeof side->file);
  __sanitizer_symbolize_pc(pc, "%l", line, sizeof line);
  for (const char *at = line; *at >= '0' && *at <= '9'; at++)
    side->line = side->line * 10 + (unsigned)(*at - '0');
}

static int read_side(void *report, unsigned long index, struct side *side) {
  int thread, size, atomic;
  void *address = NULL, *trace[FRAMES] = {NULL};
  *side = (struct side){.line = 0};
  __tsan_get_report_mop(report, index, &thread, &address, &size, &side->is_write, &atomic, trace,
                        FRAMES);
  side->address = (uintptr_t)address;
  if (!trace[0]) return 0;
  read_place(side, trace[0]);
  return side->line != 0;
}

static const char *last_part(const char *path) {
  const char *part = path;
  for (; *path; path++)
    if (*path == '/') part = path + 1;
  return part;
}

static int fits(const struct side *side, const struct custody_touch *touch) {
  if (!touch->site || touch->site->place.line != side->line) return 0;
  if (side->address - (uintptr_t)touch->object >= NEAR) return 0;
  return custody_text_equal(last_part(side->file), last_part(touch->site->place.file));
}

/* The newest one on that thread. */
static void look_in(struct side *side, struct custody_thread *thread) {
  const struct custody_touches *touches = thread->touches;
  if (!touches) return;
  uint32_t end = __atomic_load_n(&touches->count, __ATOMIC_ACQUIRE);
  uint32_t begin = end > CUSTODY_TOUCHES ? end - CUSTODY_TOUCHES : 0;
  while (end-- > begin)
    if (fits(side, &touches->touch[end % CUSTODY_TOUCHES])) {
      side->touch = touches->touch[end % CUSTODY_TOUCHES];
      side->thread = thread;
      return;
    }
}

/* The second access is this thread's own, right now. */
static void find_sides(struct side *sides) {
  look_in(&sides[0], custody_thread_self());
  for (uint32_t i = 0; i < custody_thread_count() && !sides[1].thread; i++)
    if (custody_thread_at(i) != custody_thread_self()) look_in(&sides[1], custody_thread_at(i));
}

static const char *outcome(const struct side *side, const struct side *other) {
  if (side->touch.is_wrong) return "broke the rule";
  if (!other->thread || other->touch.is_wrong) return "kept to the rule";
  return "kept to the rule: what orders the two, ThreadSanitizer does not see";
}

static void add_side(struct custody_text *text, const struct side *side, const struct side *other) {
  custody_text_add(text, side->is_write ? "  the write" : "  the read");
  if (!side->thread) {
    custody_text_add(text, " at ");
    custody_text_add(text, side->file);
    custody_text_add(text, ":");
    custody_text_decimal(text, side->line);
    custody_text_add(text, " is not one that custody checked lately\n");
    return;
  }
  custody_text_add(text, " at ");
  custody_text_place(text, &side->touch.site->place);
  custody_text_add(text, " by thread T");
  custody_text_decimal(text, atomic_load(&side->thread->number));
  custody_text_add(text, " ");
  custody_text_add(text, outcome(side, other));
  custody_text_add(text, "\n");
}

static void write_text(struct custody_text *text, const struct custody_rt_rule *rule,
                       const struct side *sides) {
  custody_text_add(text, "custody: note: this race is on ");
  custody_text_add(text, rule->field);
  custody_text_add(text, ", ");
  custody_text_add(text, rule->text);
  custody_text_add(text, ", declared at ");
  custody_text_add(text, rule->file);
  custody_text_add(text, ":");
  custody_text_decimal(text, rule->line);
  custody_text_add(text, "\n");
  add_side(text, &sides[0], &sides[1]);
  add_side(text, &sides[1], &sides[0]);
}

static void write_json(struct custody_text *text, const struct custody_rt_rule *rule,
                       const struct side *sides) {
  struct custody_json json = custody_json_in(text);
  custody_json_begin(&json, NULL, '{');
  custody_json_string(&json, "type", "race");
  custody_json_string(&json, "field", rule->field);
  custody_json_string(&json, "rule", rule->text);
  custody_json_string(&json, "declared_in", rule->file);
  custody_json_number(&json, "declared_line", rule->line);
  custody_json_begin(&json, "accesses", '[');
  for (int i = 0; i < 2; i++) {
    custody_json_begin(&json, NULL, '{');
    custody_json_string(&json, "file", sides[i].file);
    custody_json_number(&json, "line", sides[i].line);
    custody_json_string(&json, "does", sides[i].is_write ? "write" : "read");
    custody_json_string(&json, "rule",
                        !sides[i].thread          ? "not checked"
                        : sides[i].touch.is_wrong ? "broken"
                                                  : "kept");
    custody_json_end(&json, '}');
  }
  custody_json_end(&json, ']');
  custody_json_end(&json, '}');
  custody_text_add(text, "\n");
}

/* A report of a lock that is misused has fewer accesses than a race; asked for one that it hasn't got,
 * ThreadSanitizer ends the program. */
static int is_race(void *report) {
  const char *what = NULL;
  int count, stacks, accesses = 0, locations, mutexes, threads, unique;
  void *trace[1];
  if (!__tsan_get_report_data || !__tsan_get_report_mop || !__sanitizer_symbolize_pc) return 0;
  __tsan_get_report_data(report, &what, &count, &stacks, &accesses, &locations, &mutexes, &threads,
                         &unique, trace, 1);
  return accesses >= 2;
}

/* Called by a function that the pass makes, on the thread whose access came second. */
void custody_rt_tsan_report(void *report) {
  static struct side sides[2]; /* ThreadSanitizer makes one report at a time */
  char buffer[TEXT_SIZE];
  struct custody_text text = custody_text_in(buffer, sizeof buffer);
  if (!is_race(report)) return;
  if (!read_side(report, 0, &sides[0]) || !read_side(report, 1, &sides[1])) return;
  find_sides(sides);
  const struct side *known = sides[0].thread ? &sides[0] : &sides[1];
  if (!known->thread) return;
  if (custody_options.log_format == CUSTODY_LOG_FORMAT_JSON)
    write_json(&text, known->touch.site->rule, sides);
  else write_text(&text, known->touch.site->rule, sides);
  custody_log(text.start, (size_t)(text.at - text.start));
}
