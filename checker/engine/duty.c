/* Role tests and stopped threads: for each event of a body, what TESTS_ROLE functions have said on
 * every way here, and which roles stand still since a STOPS function was called.
 *
 * Forwards over the control-flow graph; where ways meet, what all of them know stays. A function
 * that stops or resumes threads does so for its callers. Bodies that do neither cost nothing. */
#include "duty.h"
#include "program.h"

#include <stdlib.h>
#include <string.h>

struct body {
  struct program *p;
  struct function *f;
  struct duty *in;
  uint8_t *reached;
  uint32_t *events, *calls; /* number of events and calls before each block */
  struct duty left;         /* at the ways out */
  uint64_t resumed;         /* roles that some call here resumes */
  uint8_t returns;
};

static int merge(struct duty *to, const struct duty *from, uint8_t *reached) {
  struct duty before = *to;
  if (!*reached) {
    *to = *from;
    *reached = 1;
    return 1;
  }
  to->has &= from->has;
  to->lacks &= from->lacks;
  to->stopped &= from->stopped;
  return memcmp(&before, to, sizeof before) != 0;
}

static uint32_t number_of_duty(struct program *p, const struct duty *d) {
  for (uint32_t i = 0; i < p->duties.count; i++)
    if (memcmp(&p->duties.row[i], d, sizeof *d) == 0) return i;
  if (p->duties.count > UINT8_MAX) return 0;
  uint32_t at = FACTS_APPEND(p, duties, 1);
  p->duties.row[at] = *d;
  return at;
}

static void after_call(struct body *w, struct duty *d, const struct callees *c) {
  uint64_t stops = ~(uint64_t)0, resumes = 0;
  for (uint32_t i = 0; i < c->count; i++) {
    const struct function *f = &w->p->functions.row[c->function[i]];
    stops &= f->stops;
    resumes |= f->resumes;
  }
  if (!c->count) return;
  w->resumed |= resumes;
  d->stopped = (d->stopped & ~resumes) | stops;
}

/* The call whose result the value is, as the number of its temp, or FACTS_NONE. A variable that is
 * set once is what it was set to. */
static uint32_t temp_of(const struct body *w, uint32_t value, int depth) {
  const struct facts_node *n = node_of(w->p, value);
  if (n->kind != FACTS_LOAD || depth > 4) return FACTS_NONE;
  const struct facts_node *storage = node_of(w->p, n->a);
  if (storage->kind == FACTS_TEMP) return storage->a;
  if (storage->kind != FACTS_LOCAL) return FACTS_NONE;
  uint32_t found = FACTS_NONE, sets = 0;
  for (uint32_t b = 0; b < w->f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(w->p, w->f)[b].event_count; k++) {
      const struct facts_event *e = event_at(w->p, w->f, blocks_of(w->p, w->f)[b].event_begin + k);
      if (e->kind != FACTS_SET || linked(w->p, w->f, e->a) != n->a) continue;
      sets++;
      found = temp_of(w, linked(w->p, w->f, e->b), depth + 1);
    }
  return sets == 1 ? found : FACTS_NONE;
}

/* The roles that a call with this result tests, or 0. */
static uint64_t tested_by(const struct body *w, uint32_t temp) {
  for (uint32_t b = 0; b < w->f->facts->block_count; b++) {
    uint32_t call = w->calls[b];
    for (uint32_t k = 0; k < blocks_of(w->p, w->f)[b].event_count; k++) {
      const struct facts_event *e = event_at(w->p, w->f, blocks_of(w->p, w->f)[b].event_begin + k);
      if (e->kind != FACTS_CALL) continue;
      const struct callees *c = &w->f->callees[call++];
      if (e->temp == temp) return c->count == 1 ? w->p->functions.row[c->function[0]].tests : 0;
    }
  }
  return 0;
}

/* What the branch says: on the true way `d` learns it. Returns 0 where it says nothing. */
static int learn(const struct body *w, uint32_t value, int truth, struct duty *d) {
  const struct facts_node *n = node_of(w->p, value);
  if (n->kind == FACTS_UNARY && n->b == FACTS_NOT) return learn(w, n->a, !truth, d);
  if (n->kind == FACTS_BINARY && (n->b == FACTS_EQUAL || n->b == FACTS_UNEQUAL)) {
    const struct facts_node *number = node_of(w->p, n->c);
    if (number->kind != FACTS_INTEGER || number->number != 0) return 0;
    return learn(w, n->a, n->b == FACTS_UNEQUAL ? truth : !truth, d);
  }
  uint32_t temp = temp_of(w, value, 0);
  uint64_t roles = temp == FACTS_NONE ? 0 : tested_by(w, temp);
  if (truth) d->has |= roles;
  else d->lacks |= roles;
  return roles != 0;
}

static void walk_block(struct body *w, uint32_t number, struct duty *d) {
  const struct facts_block *block = &blocks_of(w->p, w->f)[number];
  uint32_t call = w->calls[number];
  for (uint32_t k = 0; k < block->event_count; k++) {
    const struct facts_event *e = event_at(w->p, w->f, block->event_begin + k);
    w->f->duties[w->events[number] + k] = (uint8_t)number_of_duty(w->p, d);
    if (e->kind == FACTS_CALL) after_call(w, d, &w->f->callees[call++]);
  }
}

static int bring(struct body *w, uint32_t number, const struct duty *out, uint8_t *dirty) {
  const struct facts_block *block = &blocks_of(w->p, w->f)[number];
  const uint32_t *to = &w->p->units[w->f->unit].facts->successors.row[block->successor_begin];
  int news = 0;
  for (uint32_t i = 0; i < block->successor_count; i++) {
    struct duty d = *out;
    if (block->exit == FACTS_BRANCH) learn(w, linked(w->p, w->f, block->value), i == 0, &d);
    if (!merge(&w->in[to[i]], &d, &w->reached[to[i]])) continue;
    dirty[to[i]] = 1;
    news = 1;
  }
  return news;
}

static void run(struct body *w) {
  uint32_t count = w->f->facts->block_count;
  uint8_t *dirty = calloc(count, 1);
  if (!dirty) abort();
  dirty[0] = w->reached[0] = 1;
  for (int pending = 1; pending;) {
    pending = 0;
    for (uint32_t b = 0; b < count; b++) {
      if (!dirty[b]) continue;
      dirty[b] = 0;
      struct duty out = w->in[b];
      walk_block(w, b, &out);
      if (blocks_of(w->p, w->f)[b].exit == FACTS_RETURN) merge(&w->left, &out, &w->returns);
      pending |= bring(w, b, &out, dirty);
    }
  }
  free(dirty);
}

static uint32_t number_blocks(struct body *w) {
  uint32_t events = 0, calls = 0;
  for (uint32_t b = 0; b < w->f->facts->block_count; b++) {
    const struct facts_block *block = &blocks_of(w->p, w->f)[b];
    w->events[b] = events;
    w->calls[b] = calls;
    events += block->event_count;
    for (uint32_t k = 0; k < block->event_count; k++)
      calls += event_at(w->p, w->f, block->event_begin + k)->kind == FACTS_CALL;
  }
  return events;
}

/* Whether a call of the body says anything of roles. */
static int matters(const struct program *p, const struct function *f) {
  for (uint32_t b = 0, call = 0; b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
      if (event_at(p, f, blocks_of(p, f)[b].event_begin + k)->kind != FACTS_CALL) continue;
      const struct callees *c = &f->callees[call++];
      for (uint32_t i = 0; i < c->count; i++) {
        const struct function *callee = &p->functions.row[c->function[i]];
        if (callee->tests || callee->stops || callee->resumes) return 1;
      }
    }
  return 0;
}

static void find_duties(struct program *p, struct function *f) {
  struct body w = {.p = p, .f = f};
  uint32_t count = f->facts->block_count;
  int declared = f->stops || f->resumes;
  if (!matters(p, f)) return;
  w.in = calloc(count, sizeof *w.in);
  w.reached = calloc(count, 1);
  w.events = calloc(count, sizeof *w.events);
  w.calls = calloc(count, sizeof *w.calls);
  if (!w.in || !w.reached || !w.events || !w.calls) abort();
  uint32_t events = number_blocks(&w);
  f->duties = ARENA_ARRAY(&p->arena, uint8_t, events + 1);
  run(&w);
  if (!declared) {
    f->stops = w.left.stopped;
    f->resumes = w.resumed & ~w.left.stopped;
  }
  free(w.in);
  free(w.reached);
  free(w.events);
  free(w.calls);
}

/* Whether duties change in the body or below it. */
static int changes_below(const struct program *p, const struct function *f) {
  for (uint32_t b = 0, call = 0; b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
      if (event_at(p, f, blocks_of(p, f)[b].event_begin + k)->kind != FACTS_CALL) continue;
      const struct callees *c = &f->callees[call++];
      for (uint32_t i = 0; i < c->count; i++)
        if (p->functions.row[c->function[i]].has_duties) return 1;
    }
  return f->duties != NULL;
}

static void visit_group(struct program *p, const uint32_t *group, uint32_t count, void *data) {
  uint8_t any = 0;
  (void)data;
  for (uint32_t i = 0; i < count; i++) {
    find_duties(p, &p->functions.row[group[i]]);
    any |= (uint8_t)changes_below(p, &p->functions.row[group[i]]);
  }
  for (uint32_t i = 0; i < count; i++) p->functions.row[group[i]].has_duties = any;
}

void program_find_duties(struct program *p) {
  static const struct duty none;
  int any = 0;
  number_of_duty(p, &none);
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    any |= f->tests || f->stops || f->resumes;
  }
  if (any) program_bottom_up(p, visit_group, NULL);
}
