/* Strongly connected components of the call graph, callees first (Tarjan 1972), without recursion
 * so that deep call graphs need no deep stack. Linear in functions and calls. */
#include "program.h"

#include <stdlib.h>

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
  uint32_t *call_count;
};

static uint32_t count_calls(const struct program *p, const struct function *f) {
  uint32_t calls = 0;
  for (uint32_t b = 0; b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++)
      calls += event_at(p, f, blocks_of(p, f)[b].event_begin + k)->kind == FACTS_CALL;
  return calls;
}

static void enter(struct walk *w, uint32_t function) {
  w->number[function] = w->low[function] = ++w->next_number;
  w->on_stack[function] = 1;
  w->call_count[function] = count_calls(w->p, &w->p->functions.row[function]);
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
  for (; frame->call < w->call_count[frame->function]; frame->call++, frame->target = 0) {
    const struct callees *c = &f->callees[frame->call];
    while (frame->target < c->count + c->handed_count + c->said_count) {
      uint32_t i = frame->target++;
      uint32_t to = target_of(c, i);
      if (is_defined(&w->p->functions.row[to])) return to;
    }
  }
  return FACTS_NONE;
}

static void leave(struct walk *w, uint32_t function,
                  void (*visit)(struct program *, const uint32_t *, uint32_t, void *), void *data) {
  if (w->low[function] == w->number[function]) {
    uint32_t begin = w->stack.count;
    do w->on_stack[w->stack.row[--begin]] = 0;
    while (w->stack.row[begin] != function);
    visit(w->p, &w->stack.row[begin], w->stack.count - begin, data);
    w->stack.count = begin;
  }
  w->frames.count--;
  if (!w->frames.count) return;
  uint32_t caller = w->frames.row[w->frames.count - 1].function;
  if (w->low[function] < w->low[caller]) w->low[caller] = w->low[function];
}

static void visit_from(struct walk *w, uint32_t function,
                       void (*visit)(struct program *, const uint32_t *, uint32_t, void *),
                       void *data) {
  enter(w, function);
  while (w->frames.count) {
    struct frame *frame = &w->frames.row[w->frames.count - 1];
    uint32_t from = frame->function, to = next_target(w, frame);
    if (to == FACTS_NONE) leave(w, from, visit, data);
    else if (!w->number[to]) enter(w, to);
    else if (w->on_stack[to] && w->number[to] < w->low[from]) w->low[from] = w->number[to];
  }
}

void program_bottom_up(struct program *p,
                       void (*visit)(struct program *, const uint32_t *group, uint32_t count,
                                     void *data),
                       void *data) {
  uint32_t n = p->functions.count + 1;
  struct walk w = {.p = p};
  w.number = calloc(n, sizeof *w.number);
  w.low = calloc(n, sizeof *w.low);
  w.call_count = calloc(n, sizeof *w.call_count);
  w.on_stack = calloc(n, 1);
  if (!w.number || !w.low || !w.call_count || !w.on_stack) abort();
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (is_defined(&p->functions.row[i]) && !w.number[i]) visit_from(&w, i, visit, data);
  free(w.number);
  free(w.low);
  free(w.call_count);
  free(w.on_stack);
  free(w.stack.row);
  free(w.frames.row);
}
