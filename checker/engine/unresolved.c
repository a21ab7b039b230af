/* The calls through a pointer of which custody cannot say whom they reach, and those that only the
 * pointer's type speaks for: neither findings nor proof. In one file they are calls of other files,
 * so only a whole program has such a list. A call in a header that several files hold is one. */
#include "callee.h"
#include "program.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

static void note(struct program *p, const struct function *f, const struct facts_event *e,
                 struct callees *c, void *data) {
  (void)data;
  if (!c->unknown && !c->by_type) return;
  struct place place = program_place(p, f->unit, e->place);
  struct unresolved_call call = {.place = {place.file, place.line, place.column},
                                 .expression = node_text(p, f, linked(p, f, e->b)),
                                 .caller = f->display,
                                 .by_type = c->by_type ? c->count : 0};
  uint32_t row = FACTS_APPEND(p, unresolved, 1);
  p->unresolved.row[row] = call;
}

static int has_any(const struct function *f) {
  for (uint32_t i = 0; i < f->call_count; i++)
    if (f->callees[i].unknown || f->callees[i].by_type) return 1;
  return 0;
}

static int order_of_numbers(uint32_t a, uint32_t b) { return (a > b) - (a < b); }

static int compare(const void *left, const void *right) {
  const struct unresolved_call *a = left, *b = right;
  int order = strcmp(a->place.file, b->place.file);
  if (!order) order = order_of_numbers(a->place.line, b->place.line);
  if (!order) order = order_of_numbers(a->place.column, b->place.column);
  if (!order) order = strcmp(a->caller, b->caller);
  if (!order) order = strcmp(a->expression, b->expression);
  return order ? order : order_of_numbers(a->by_type, b->by_type);
}

void program_list_unresolved(struct program *p) {
  if (p->world == ENGINE_OPEN_WORLD) return;
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (has_any(&p->functions.row[i])) program_each_call_of(p, &p->functions.row[i], note, NULL);
  struct unresolved_call *row = p->unresolved.row;
  uint32_t count = p->unresolved.count, kept = 0;
  if (count) qsort(row, count, sizeof *row, compare);
  p->statistics.unresolved_calls = p->statistics.calls_by_type = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (kept && compare(&row[kept - 1], &row[i]) == 0) continue;
    row[kept++] = row[i];
    if (row[kept - 1].by_type) p->statistics.calls_by_type++;
    else p->statistics.unresolved_calls++;
  }
  p->unresolved.count = kept;
}
