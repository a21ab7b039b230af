/* Where other threads may exist: whether calling a function may start a thread, and, inside each
 * function, which events come after such a call. */
#include "context.h"
#include "known.h"
#include "phase.h"

#include <stdlib.h>
#include <string.h>

static enum phase join(const struct program *p, enum phase a, enum phase b) {
  if (a == b) return a;
  return p->world == ENGINE_CLOSED_WORLD ? PHASE_STARTED : PHASE_MAYBE;
}

/* What comes after `a`, then `b`. */
static enum phase then(enum phase a, enum phase b) { return a > b ? a : b; }

/* A function that is not in the program: another file's may start threads, a library's does not. */
static enum phase outside(const struct program *p, const struct function *f) {
  if (f->known) return f->known->kind == KNOWN_THREAD_START ? PHASE_STARTED : PHASE_ALONE;
  if (p->world == ENGINE_CLOSED_WORLD || (f->flags & FACTS_FUNCTION_SYSTEM)) return PHASE_ALONE;
  return PHASE_MAYBE;
}

static enum phase phase_of_call(const struct program *p, const struct callees *c) {
  enum phase phase = PHASE_ALONE;
  for (uint32_t i = 0; i < c->count; i++) {
    const struct function *f = &p->functions.row[c->function[i]];
    enum phase callee = is_defined(f) ? (enum phase)f->may_start : outside(p, f);
    phase = i ? join(p, phase, callee) : callee;
  }
  return phase;
}

struct body {
  struct program *p;
  struct function *f;
  uint8_t *in;      /* phase at the start of each block, +1; 0: not reached */
  uint32_t *events; /* number of events and calls before each block */
  uint32_t *calls;
};

static enum phase walk_block(struct body *w, uint32_t b, enum phase phase) {
  const struct facts_block *block = &blocks_of(w->p, w->f)[b];
  uint32_t call = w->calls[b];
  for (uint32_t k = 0; k < block->event_count; k++) {
    w->f->started[w->events[b] + k] = (uint8_t)phase;
    if (event_at(w->p, w->f, block->event_begin + k)->kind != FACTS_CALL) continue;
    phase = then(phase, phase_of_call(w->p, &w->f->callees[call++]));
  }
  return phase;
}

static void number_blocks(struct body *w) {
  uint32_t events = 0, calls = 0;
  for (uint32_t b = 0; b < w->f->facts->block_count; b++) {
    const struct facts_block *block = &blocks_of(w->p, w->f)[b];
    w->events[b] = events;
    w->calls[b] = calls;
    events += block->event_count;
    for (uint32_t k = 0; k < block->event_count; k++)
      calls += event_at(w->p, w->f, block->event_begin + k)->kind == FACTS_CALL;
  }
  if (!w->f->started) w->f->started = ARENA_ARRAY(&w->p->arena, uint8_t, events + 1);
}

/* Brings `phase` to a block; says whether that is news there. */
static int arrive(struct body *w, uint32_t block, enum phase phase) {
  uint8_t old = w->in[block];
  uint8_t now = (uint8_t)((old ? join(w->p, (enum phase)(old - 1), phase) : phase) + 1);
  if (old && now < old) now = old;
  w->in[block] = now;
  return now != old;
}

/* Runs the body to its fixed point; returns the phase at its ends. Each block's phase only grows,
 * so each is walked at most three times. */
static enum phase run_body(struct body *w) {
  uint32_t count = w->f->facts->block_count, pending = 1;
  const uint32_t *successors = w->p->units[w->f->unit].facts->successors.row;
  uint8_t *dirty = calloc(count, 1);
  enum phase end = PHASE_ALONE;
  if (!dirty) abort();
  arrive(w, 0, PHASE_ALONE);
  dirty[0] = 1;
  while (pending) {
    pending = 0;
    for (uint32_t b = 0; b < count; b++) {
      if (!dirty[b]) continue;
      dirty[b] = 0;
      enum phase out = walk_block(w, b, (enum phase)(w->in[b] - 1));
      const struct facts_block *block = &blocks_of(w->p, w->f)[b];
      if (block->exit == FACTS_RETURN) end = then(end, out);
      for (uint32_t s = 0; s < block->successor_count; s++) {
        uint32_t to = successors[block->successor_begin + s];
        if (!arrive(w, to, out)) continue;
        dirty[to] = 1;
        pending = 1;
      }
    }
  }
  free(dirty);
  return end;
}

static int phase_function(struct program *p, uint32_t function) {
  struct function *f = &p->functions.row[function];
  uint32_t count = f->facts->block_count;
  struct body w = {p, f, calloc(count, 1), calloc(count, sizeof(uint32_t)),
                   calloc(count, sizeof(uint32_t))};
  if (!w.in || !w.events || !w.calls) abort();
  number_blocks(&w);
  enum phase end = run_body(&w);
  free(w.in);
  free(w.events);
  free(w.calls);
  int news = end > f->may_start;
  if (news) f->may_start = (uint8_t)end;
  return news;
}

static void phase_group(struct program *p, const uint32_t *group, uint32_t count, void *data) {
  (void)data;
  for (int news = 1; news;) {
    news = 0;
    for (uint32_t i = 0; i < count; i++) news |= phase_function(p, group[i]);
    if (count == 1 && news) phase_function(p, group[0]);
    if (count == 1) break;
  }
}

void program_find_phases(struct program *p) { program_bottom_up(p, phase_group, NULL); }
