/* Functions that do nothing to locks and rules themselves, and call nothing that leaves a lock
 * changed: most of a program. What their callees need goes up to their callers, and no way through
 * the body matters more than another, so the body is walked once, without states. A variable that
 * is set once holds that value; one that is set more often holds nothing that is known. */
#include "pass.h"
#include "call.h"
#include "known.h"
#include "nesting.h"
#include "value.h"

#include <string.h>

static int is_variable(const struct facts_node *n) {
  return n->kind == FACTS_LOCAL || n->kind == FACTS_PARAM;
}

static int leaves_locks_alone(const struct summary *s) {
  for (uint32_t i = 0; i < s->outcome_count; i++)
    if (s->outcomes[i].held_count || s->outcomes[i].hand_count) return 0;
  return !s->counts && !s->pins;
}

/* Whether the needs are all of the kind "the caller must not hold this lock". */
static int needs_are_plain(const struct summary *s) {
  for (uint32_t i = 0; i < s->need_count; i++)
    if (s->needs[i]->origin->kind != NEED_NOT_HELD) return 0;
  return 1;
}

static int callee_is_plain(const struct program *p, const struct function *f) {
  const struct summary *s = f->summary;
  if (f->clause_count || f->handover_count || f->building || f->allocates ||
      (f->keeps && p->has_rules))
    return 0;
  if (f->known) return f->known->kind != KNOWN_LOCK && !p->has_rules;
  if (!is_defined(f)) return !p->has_rules || (f->flags & FACTS_FUNCTION_SYSTEM);
  if (!s) return 1;
  if (!s->known || !leaves_locks_alone(s) || !needs_are_plain(s) || s->nesting_count) return 0;
  return !p->has_rules || (!s->publishes && !s->kept_count && !s->returns_fresh);
}

static int callees_are_plain(const struct program *p, const struct callees *c) {
  for (uint32_t i = 0; i < c->count; i++)
    if (!callee_is_plain(p, &p->functions.row[c->function[i]])) return 0;
  return !c->handed_count && !c->said_count && (c->count || !p->has_rules);
}

static int event_is_plain(const struct program *p, const struct function *f,
                          const struct facts_event *e) {
  int is_touch = e->kind == FACTS_ACCESS && (e->bits & FACTS_ACCESS_TOUCH);
  if (is_touch && p->has_pointee_rules) return 0;
  if (!p->has_rules || (is_touch && !(e->bits & FACTS_ACCESS_ATOMIC))) return 1;
  if (e->kind == FACTS_ACCESS) return 0;
  return e->kind != FACTS_SET || is_variable(node_of(p, linked(p, f, e->a)));
}

/* Small functions that return only where a test of what they are passed says so: assertions. */
static int is_assertion(const struct program *p, const struct function *f) {
  enum { FEW_BLOCKS = 8 };
  int tests = 0, ends = 0;
  if (f->facts->block_count > FEW_BLOCKS) return 0;
  for (uint32_t b = 0; b < f->facts->block_count; b++) {
    tests |= blocks_of(p, f)[b].exit == FACTS_BRANCH;
    ends |= blocks_of(p, f)[b].exit == FACTS_NEVER;
  }
  return tests && ends;
}

int function_is_plain(const struct program *p, const struct function *f) {
  if (f->clause_count || f->building || f->allocates || is_assertion(p, f)) return 0;
  for (uint32_t b = 0, call = 0; b < f->facts->block_count; b++) {
    const struct facts_block *block = &blocks_of(p, f)[b];
    if (p->has_rules && block->exit == FACTS_RETURN && block->value) return 0;
    for (uint32_t k = 0; k < block->event_count; k++) {
      const struct facts_event *e = event_at(p, f, block->event_begin + k);
      if (e->kind == FACTS_CALL ? !callees_are_plain(p, &f->callees[call++])
                                : !event_is_plain(p, f, e))
        return 0;
    }
  }
  return 1;
}

/* Whether the variable that is set by this event has been set by another as well, or is a
 * parameter: then it holds something unknown from the start. */
static void find_variables(struct body *b, struct state *s) {
  uint32_t unknown =
      program_node(b->p, FACTS_LOAD, program_node(b->p, NODE_STALE, b->tag, 0, 0), 0, 0);
  const struct facts_function *f = b->f->facts;
  uint8_t *sets = ARENA_ARRAY(&b->scratch, uint8_t, f->local_count + 1);
  for (uint32_t i = 0; i < f->block_count; i++)
    for (uint32_t k = 0; k < blocks_of(b->p, b->f)[i].event_count; k++) {
      const struct facts_event *e = event_at(b->p, b->f, blocks_of(b->p, b->f)[i].event_begin + k);
      uint32_t path = linked(b->p, b->f, e->a);
      const struct facts_node *n = node_of(b->p, path);
      if (e->kind != FACTS_SET || !is_variable(n)) continue;
      if (n->kind == FACTS_PARAM || sets[n->a]) state_bind(&b->scratch, s, path, unknown);
      else sets[n->a] = 1;
    }
}

static void set_once(struct body *b, struct state *s, const struct facts_event *e) {
  uint32_t path = linked(b->p, b->f, e->a);
  if (!is_variable(node_of(b->p, path)) || state_binding(s, path) != FACTS_NONE) return;
  uint32_t value = value_of(b->p, s, linked(b->p, b->f, e->b));
  if (value) state_bind(&b->scratch, s, path, value);
}

static int never_returns(const struct program *p, const struct callees *c) {
  for (uint32_t i = 0; i < c->count; i++) {
    const struct function *f = &p->functions.row[c->function[i]];
    if (!is_defined(f) || !f->summary || !f->summary->known || f->summary->outcome_count) return 0;
  }
  return c->count > 0;
}

/* What code that is not seen gets below a callee, in this function's terms. */
static void note_unseen_below(struct body *b, struct state *s, const struct facts_event *e,
                              const struct summary *callee) {
  const uint32_t *arguments = body_arguments(b, s, e);
  uint32_t result = body_result(b, e);
  for (uint32_t i = 0; i < callee->unseen_count; i++) {
    uint32_t object = callee->unseen[i];
    if (object) object = node_rewrite(b->p, s, object, arguments, e->argument_count, result);
    if (object != FACTS_NONE) body_object_unseen(b, s, object);
  }
}

/* What code that is not seen gets, here or below. */
static void note_unseen(struct body *b, struct states *states, const struct facts_event *e,
                        const struct callees *c) {
  struct state *s = states->list[0];
  if (!c->count) body_call_unseen(b, states, e, NULL);
  for (uint32_t i = 0; i < c->count; i++) {
    const struct function *f = &b->p->functions.row[c->function[i]];
    if (!is_defined(f) && !f->known) body_call_unseen(b, states, e, f);
    if (is_defined(f) && f->summary && f->summary->unseen_count)
      note_unseen_below(b, s, e, f->summary);
  }
}

/* The events of a block, up to a call that does not return; 0 where there is one. */
static int walk_block(struct body *b, uint32_t number, struct states *states) {
  const struct facts_block *facts = &blocks_of(b->p, b->f)[number];
  uint32_t call = b->blocks[number].call_number;
  b->block = number;
  for (uint32_t k = 0; k < facts->event_count; k++) {
    const struct facts_event *e = event_at(b->p, b->f, facts->event_begin + k);
    b->place = program_place(b->p, b->f->unit, e->place);
    b->event = b->blocks[number].event_number + k;
    b->contexts = contexts_at(b->p, b->f, b->event);
    if (e->kind == FACTS_SET) set_once(b, states->list[0], e);
    else if (e->kind == FACTS_ACCESS) body_access(b, states, e);
    if (e->kind != FACTS_CALL) continue;
    const struct callees *c = &b->f->callees[call++];
    body_call_needs(b, states, e, c);
    body_note_takings(b, states, e, c);
    note_unseen(b, states, e, c);
    if (never_returns(b->p, c)) return 0;
  }
  return 1;
}

static void summarise(struct body *b, int returns) {
  struct summary *s = b->summary;
  s->outcomes = ARENA_ARRAY(&b->p->arena, struct outcome, 1);
  s->outcomes[0].signs = SIGN_ANY;
  s->outcome_count = returns ? 1 : 0;
}

void body_pass(struct body *b) {
  const struct facts_function *f = b->f->facts;
  struct states states = {0};
  struct state *s = ARENA_ARRAY(&b->scratch, struct state, 1);
  uint8_t *reached = ARENA_ARRAY(&b->scratch, uint8_t, f->block_count);
  uint32_t *work = ARENA_ARRAY(&b->scratch, uint32_t, f->block_count), count = 1;
  int returns = 0;
  body_add_state(b, &states, s);
  find_variables(b, s);
  b->reporting = 1;
  reached[0] = 1;
  work[0] = 0;
  while (count) {
    uint32_t number = work[--count];
    const struct facts_block *facts = &blocks_of(b->p, b->f)[number];
    if (!walk_block(b, number, &states)) continue;
    returns |= facts->exit == FACTS_RETURN;
    for (uint32_t i = facts->successor_count; i-- > 0;) {
      uint32_t to = b->unit->successors.row[facts->successor_begin + i];
      if (!reached[to]) work[count++] = to;
      reached[to] = 1;
    }
  }
  body_note_unseen(b, s);
  summarise(b, returns);
}
