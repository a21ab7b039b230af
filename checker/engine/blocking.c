/* Roles that must not block: each call of what may block, in each context that has such a role.
 *
 * A call is judged where it stands, and its chain comes from the contexts, so nothing is handed up.
 * Only what is certain is said: before threads run, no loop does; where the test of an argument
 * cannot be decided, or only a pointer's type says what is called, nothing is. */
#include "blocking.h"
#include "callee.h"
#include "context.h"
#include "library.h"
#include "report.h"
#include "value.h"

#include <stdlib.h>

struct search {
  struct program *p;
  uint64_t roles; /* those that must not block */
  const struct function *caller;
  uint32_t event; /* number in the caller */
  FACTS_TABLE(uint32_t, told); /* callees, of this caller */
};

/* Whether the condition holds of what is passed; 0 where that is not known. */
static int holds(struct program *p, const struct function *f, const struct facts_event *e,
                 const struct blocks_if *c) {
  if (c->argument >= e->argument_count) return 0;
  uint32_t row = p->units[f->unit].facts->values.row[e->argument_begin + c->argument];
  const struct facts_node *n = node_of(p, value_of(p, NULL, linked(p, f, row)));
  return n->kind == FACTS_INTEGER && (n->number & c->mask) == c->value;
}

static int blocks_here(struct search *s, const struct facts_event *e, const struct function *f) {
  if (f->blocks != BLOCKS_IF) return f->blocks == BLOCKS;
  return holds(s->p, s->caller, e, f->blocks_if);
}

/* A RUNS_ON function without a known caller is one where all its roles are such, but for main's,
 * which may call it before its loop runs. */
static int is_certain(const struct search *s, uint32_t context) {
  const struct context *c = &s->p->contexts->list[context];
  uint64_t main_role = (uint64_t)1 << program_role(s->p, "main");
  if (context <= CONTEXT_ANYBODY || c->alone || c->maybe || c->at != AT_ANY_TIME) return 0;
  if (!(c->roles & s->roles)) return 0;
  return !c->assumed || !((c->roles | s->caller->runs_on) & (~s->roles | main_role));
}

static int is_told(struct search *s, uint32_t callee) {
  for (uint32_t i = 0; i < s->told.count; i++)
    if (s->told.row[i] == callee) return 1;
  return 0;
}

static void judge(struct search *s, const struct facts_event *e, uint32_t callee) {
  struct place place = program_place(s->p, s->caller->unit, e->place);
  uint32_t caller = (uint32_t)(s->caller - s->p->functions.row);
  uint64_t all = contexts_at(s->p, s->caller, s->event), wrong = 0;
  for (uint32_t i = 0; i < s->p->contexts->count; i++)
    if ((all >> i & 1) && is_certain(s, i)) wrong |= (uint64_t)1 << i;
  if (!wrong) return;
  uint32_t at = FACTS_APPEND(s, told, 1);
  s->told.row[at] = callee;
  report_blocking(s->p, caller, callee, place, wrong, s->roles);
}

static void look_at(struct search *s, const struct facts_event *e, const struct callees *c) {
  if (c->by_type || program_calls_parameter(s->p, s->caller, e)) return;
  for (uint32_t i = 0; i < c->count; i++)
    if (blocks_here(s, e, &s->p->functions.row[c->function[i]]) && !is_told(s, c->function[i]))
      judge(s, e, c->function[i]);
}

/* What is marked BLOCKING has been told where it is called. */
static void walk(struct search *s, const struct function *f) {
  uint32_t call = 0;
  s->caller = f;
  s->event = 0;
  s->told.count = 0;
  for (uint32_t b = 0; b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(s->p, f)[b].event_count; k++, s->event++) {
      const struct facts_event *e = event_at(s->p, f, blocks_of(s->p, f)[b].event_begin + k);
      if (e->kind == FACTS_CALL) look_at(s, e, &f->callees[call++]);
    }
}

void program_check_blocking(struct program *p) {
  struct search s = {.p = p};
  for (uint32_t i = 0; i < p->roles.count; i++)
    if (p->roles.row[i].nonblocking) s.roles |= (uint64_t)1 << i;
  for (uint32_t i = 0; s.roles && i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    int is_system = f->flags & FACTS_FUNCTION_SYSTEM;
    if (is_defined(f) && !f->no_check && !is_system && f->blocks != BLOCKS) walk(&s, f);
  }
  free(s.told.row);
}
