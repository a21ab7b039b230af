/* Strongly connected components of the call graph, callees first (Tarjan 1972), without recursion
 * so that deep call graphs need no deep stack. Linear in functions and calls. The order is found
 * once: resolved calls do not change. */
#include "program.h"

#include <stdlib.h>
#include <string.h>

struct frame {
  uint32_t function, call, target;
};

struct walk {
  struct program *p;
  uint32_t *number, *low; /* 0: not visited */
  uint8_t *on_stack;
  uint32_t next_number;
  FACTS_TABLE(uint32_t, stack);
  FACTS_TABLE(struct frame, frames);
};

static void enter(struct walk *w, uint32_t function) {
  w->number[function] = w->low[function] = ++w->next_number;
  w->on_stack[function] = 1;
  uint32_t at = FACTS_APPEND(w, stack, 1);
  w->stack.row[at] = function;
  at = FACTS_APPEND(w, frames, 1);
  w->frames.row[at] = (struct frame){function, 0, 0};
}

static uint32_t target_of(const struct callees *c, uint32_t i) {
  if (i < c->count) return c->function[i];
  i -= c->count;
  return i < c->handed_count ? c->handed[i] : c->said[i - c->handed_count];
}

/* The next function that the frame's function calls or hands on, or FACTS_NONE. */
static uint32_t next_target(struct walk *w, struct frame *frame) {
  const struct function *f = &w->p->functions.row[frame->function];
  for (; frame->call < f->call_count; frame->call++, frame->target = 0) {
    const struct callees *c = &f->callees[frame->call];
    while (frame->target < c->count + c->handed_count + c->said_count) {
      uint32_t i = frame->target++;
      uint32_t to = target_of(c, i);
      if (is_defined(&w->p->functions.row[to])) return to;
    }
  }
  return FACTS_NONE;
}

static void leave(struct walk *w, uint32_t function) {
  if (w->low[function] == w->number[function]) {
    uint32_t begin = w->stack.count;
    do w->on_stack[w->stack.row[--begin]] = 0;
    while (w->stack.row[begin] != function);
    uint32_t count = w->stack.count - begin, at = FACTS_APPEND(w->p, ordered, count);
    memcpy(&w->p->ordered.row[at], &w->stack.row[begin], count * sizeof *w->stack.row);
    at = FACTS_APPEND(w->p, group_counts, 1);
    w->p->group_counts.row[at] = count;
    w->stack.count = begin;
  }
  w->frames.count--;
  if (!w->frames.count) return;
  uint32_t caller = w->frames.row[w->frames.count - 1].function;
  if (w->low[function] < w->low[caller]) w->low[caller] = w->low[function];
}

static void walk_from(struct walk *w, uint32_t function) {
  enter(w, function);
  while (w->frames.count) {
    struct frame *frame = &w->frames.row[w->frames.count - 1];
    uint32_t from = frame->function, to = next_target(w, frame);
    if (to == FACTS_NONE) leave(w, from);
    else if (!w->number[to]) enter(w, to);
    else if (w->on_stack[to] && w->number[to] < w->low[from]) w->low[from] = w->number[to];
  }
}

static void find_order(struct program *p) {
  uint32_t n = p->functions.count + 1;
  struct walk w = {.p = p};
  w.number = calloc(n, sizeof *w.number);
  w.low = calloc(n, sizeof *w.low);
  w.on_stack = calloc(n, 1);
  if (!w.number || !w.low || !w.on_stack) abort();
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (is_defined(&p->functions.row[i]) && !w.number[i]) walk_from(&w, i);
  free(w.number);
  free(w.low);
  free(w.on_stack);
  free(w.stack.row);
  free(w.frames.row);
}

void program_bottom_up(struct program *p,
                       void (*visit)(struct program *, const uint32_t *group, uint32_t count,
                                     void *data),
                       void *data) {
  if (!p->ordered.count) find_order(p);
  uint32_t begin = 0;
  for (uint32_t i = 0; i < p->group_counts.count; i++) {
    visit(p, &p->ordered.row[begin], p->group_counts.row[i], data);
    begin += p->group_counts.row[i];
  }
}
