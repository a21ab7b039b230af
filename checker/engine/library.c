/* known.def and annotations, on what no body says: BLOCKING, SIGNAL_SAFE, callbacks, and pointers
 * that are kept. A row of known.def speaks of a library's function, so not of one that the program
 * defines; C libraries define some of theirs in headers. */
#include "library.h"
#include "passed.h"

#include <stdlib.h>
#include <string.h>

enum row_kind { ROW_BLOCKING, ROW_BLOCKING_IF, ROW_SIGNAL_SAFE, ROW_CALLBACK, ROW_KEEPS };

static const struct row {
  const char *name;
  enum row_kind kind;
  uint32_t argument;
  int64_t mask, value; /* ROW_CALLBACK: value is the enum passed_when */
} rows[] = {
#define BLOCKING_FUNCTION(name) {#name, ROW_BLOCKING, 0, 0, 0},
#define BLOCKING_IF(name, argument, mask, value) {#name, ROW_BLOCKING_IF, argument, mask, value},
#define SIGNAL_SAFE_FUNCTION(name) {#name, ROW_SIGNAL_SAFE, 0, 0, 0},
#define CALLBACK(name, argument, when) {#name, ROW_CALLBACK, argument, 0, PASSED_##when},
#define KEEPS(name, argument) {#name, ROW_KEEPS, argument, 0, 0},
#include <custody/known.def>
};

static const struct field_row {
  const char *record, *name;
  uint8_t when;
} field_rows[] = {
#define CALLBACK_FIELD(record, field, when) {#record, #field, PASSED_##when},
#include <custody/known.def>
};

static const struct blocks_if *condition(struct program *p, uint32_t argument, int64_t mask,
                                         int64_t value) {
  struct blocks_if *c = ARENA_ARRAY(&p->arena, struct blocks_if, 1);
  *c = (struct blocks_if){argument, mask, value};
  return c;
}

/* What follows these signs, which spaces may part, or null. */
static const char *after(const char *text, const char *signs) {
  for (; text && *signs; signs++) {
    text += strspn(text, " ");
    text = *text == *signs ? text + 1 : NULL;
  }
  return text;
}

/* `$2 == 7` or `!($3 & 1)`, as a policy's author wrote it. */
static void read_condition(struct program *p, struct function *f, const char *text) {
  const char *mask = after(text, "!($"), *at = mask ? mask : after(text, "$");
  char *end;
  unsigned long parameter = at ? strtoul(at, &end, 10) : 0;
  if (!parameter || parameter > UINT16_MAX) return;
  at = after(end, mask ? "&" : "==");
  long long number = at ? strtoll(at, &end, 0) : 0;
  if (!at || end == at) return;
  f->blocks = BLOCKS_IF;
  f->blocks_if = condition(p, (uint32_t)parameter - 1, mask ? number : -1, mask ? 0 : number);
}

int library_annotation(struct program *p, struct function *f, const char *name,
                       const char *argument, struct place place) {
  if (strcmp(name, "blocking") == 0) {
    f->blocks = BLOCKS;
    f->blocks_place = place;
  } else if (strcmp(name, "blocking_if") == 0) read_condition(p, f, argument);
  else if (strcmp(name, "signal_safe") == 0) {
    f->signal_safe = 1;
    f->safe_place = place;
  } else return 0;
  return 1;
}

static void apply(struct program *p, struct function *f, const struct row *row) {
  switch (row->kind) {
  case ROW_BLOCKING:
    if (!f->blocks) f->blocks = BLOCKS;
    break;
  case ROW_BLOCKING_IF:
    if (f->blocks) break;
    f->blocks = BLOCKS_IF;
    f->blocks_if = condition(p, row->argument, row->mask, row->value);
    break;
  case ROW_SIGNAL_SAFE: f->signal_safe = 1; break;
  case ROW_CALLBACK: program_say_passed(p, f, row->argument, (uint8_t)row->value); break;
  case ROW_KEEPS:
    if (row->argument < 64) f->keeps |= (uint64_t)1 << row->argument;
    break;
  }
}

static void read_function(struct program *p, struct function *f) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (rows[i].name[0] == f->name[0] && strcmp(rows[i].name, f->name) == 0) apply(p, f, &rows[i]);
}

static void read_field(struct program *p, struct field *f) {
  const char *record = p->records.row[f->record].name;
  if (!(f->flags & FACTS_TYPE_FUNCTION_POINTER)) return;
  for (size_t i = 0; i < sizeof field_rows / sizeof field_rows[0] && !f->when; i++)
    if (strcmp(field_rows[i].name, f->name) == 0 && strcmp(field_rows[i].record, record) == 0)
      f->when = field_rows[i].when;
}

void program_read_library(struct program *p) {
  for (uint32_t i = 0; i < p->functions.count; i++) {
    struct function *f = &p->functions.row[i];
    if (!is_defined(f) || (f->flags & FACTS_FUNCTION_SYSTEM)) read_function(p, f);
  }
  for (uint32_t i = 0; i < p->fields.count; i++) read_field(p, &p->fields.row[i]);
}
