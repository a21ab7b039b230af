/* One function, from its entry to its fixed point, then once more to judge it.
 *
 * Blocks are visited in their order until no state changes; a block that does not settle after
 * MAX_VISITS is given up, and everything in the function counts as unproved. */
#include "flow.h"
#include "give.h"
#include "known.h"
#include "merge.h"
#include "pass.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

void body_add_state(struct body *b, struct states *states, struct state *state) {
  if (states->count == states->capacity) {
    uint32_t capacity = states->capacity ? states->capacity * 2 : MAX_STATES;
    struct state **grown = ARENA_ARRAY(&b->scratch, struct state *, capacity);
    if (states->count) memcpy(grown, states->list, states->count * sizeof(struct state *));
    states->list = grown;
    states->capacity = capacity;
  }
  states->list[states->count++] = state;
}

static void number_events(struct body *b) {
  uint32_t events = 0, calls = 0;
  for (uint32_t i = 0; i < b->f->facts->block_count; i++) {
    const struct facts_block *facts = &blocks_of(b->p, b->f)[i];
    b->blocks[i].event_number = events;
    b->blocks[i].call_number = calls;
    events += facts->event_count;
    for (uint32_t k = 0; k < facts->event_count; k++)
      calls += event_at(b->p, b->f, facts->event_begin + k)->kind == FACTS_CALL;
  }
}

static void mark_tested(struct body *b, uint32_t node) {
  const struct facts_node *n = node_of(b->p, node);
  switch (n->kind) {
  case FACTS_TEMP: b->tested[n->a] = 1; break;
  case FACTS_BINARY:
    mark_tested(b, n->c);
    mark_tested(b, n->a);
    break;
  case FACTS_LOAD:
  case FACTS_UNARY: mark_tested(b, n->a); break;
  default: break;
  }
}

/* The results that a condition, an assignment or the return looks at. */
static void find_tested(struct body *b) {
  for (uint32_t i = 0; i < b->f->facts->block_count; i++) {
    const struct facts_block *facts = &blocks_of(b->p, b->f)[i];
    mark_tested(b, linked(b->p, b->f, facts->value));
    for (uint32_t k = 0; k < facts->event_count; k++) {
      const struct facts_event *e = event_at(b->p, b->f, facts->event_begin + k);
      if (e->kind == FACTS_SET) mark_tested(b, linked(b->p, b->f, e->b));
    }
  }
}

static void add_constant(struct body *b, int64_t number) {
  for (uint32_t i = 0; i < b->constant_count; i++)
    if (b->constants[i] == number) return;
  if (b->constant_count < MAX_CONSTANTS) b->constants[b->constant_count++] = number;
}

/* The constants that a switch tells apart, and those that a test does. Zero is a sign. */
static void find_constants(struct body *b) {
  int has_switch = 0;
  for (uint32_t i = 0; i < b->f->facts->block_count; i++) {
    const struct facts_block *facts = &blocks_of(b->p, b->f)[i];
    has_switch |= facts->exit == FACTS_SWITCH;
    for (uint32_t k = 0; facts->exit == FACTS_SWITCH && k + 1 < facts->successor_count; k++)
      add_constant(b, b->unit->cases.row[facts->case_begin + k]);
  }
  for (uint32_t i = 0; has_switch && i < b->f->facts->block_count; i++) {
    const struct facts_node *n = node_of(b->p, linked(b->p, b->f, blocks_of(b->p, b->f)[i].value));
    if (n->kind != FACTS_BINARY || (n->b != FACTS_EQUAL && n->b != FACTS_UNEQUAL)) continue;
    const struct facts_node *c = node_of(b->p, n->c);
    if (c->kind == FACTS_INTEGER && c->number) add_constant(b, c->number);
  }
}

/* Where a lock is given back in either way, it may be either. */
static struct held assumed_lock(const struct clause *clause) {
  int shared = clause_is_shared(clause->kind) && clause->kind != CLAUSE_RELEASE_GENERIC;
  return (struct held){.lock = clause->lock,
                       .mode = shared ? CUSTODY_HELD_SHARED : CUSTODY_HELD_EXCLUSIVE,
                       .flags = HELD_ASSUMED,
                       .place = clause->place};
}

/* A lock that the caller holds where a condition is true: one state for each case. */
static void assume_where(struct body *b, struct states *states, const struct clause *clause,
                         struct held held) {
  uint32_t condition = value_of(b->p, NULL, clause->condition);
  int of_result = node_has_kind(b->p, condition, FACTS_RESULT);
  struct states parted = {0};
  for (uint32_t i = 0; i < states->count; i++) {
    struct state *with = states->list[i], *without = state_copy(&b->scratch, with);
    int can_be = of_result || value_assume(b->p, &b->scratch, with, condition, 1);
    if (of_result) held.flags |= HELD_MAYBE;
    else if (value_assume(b->p, &b->scratch, without, condition, 0))
      body_add_state(b, &parted, without);
    if (!can_be) continue;
    if (!state_find_held(with, held.lock, 0)) state_add_held(&b->scratch, with, &held);
    body_add_state(b, &parted, with);
  }
  *states = parted;
}

/* What the contract says that the caller holds. */
static struct states entry_states(struct body *b) {
  struct states states = {0};
  body_add_state(b, &states, ARENA_ARRAY(&b->scratch, struct state, 1));
  for (uint32_t i = 0; i < b->f->clause_count; i++) {
    const struct clause *clause = &b->f->clauses[i];
    if (clause->kind == CLAUSE_EXCLUDES || clause_takes(clause->kind) ||
        clause_asserts(clause->kind))
      continue;
    struct held held = assumed_lock(clause);
    held.lock = path_of(b->p, NULL, held.lock);
    if (clause->condition) assume_where(b, &states, clause, held);
    for (uint32_t k = 0; !clause->condition && k < states.count; k++)
      if (!state_find_held(states.list[k], held.lock, 0))
        state_add_held(&b->scratch, states.list[k], &held);
  }
  return states;
}

static void run_events(struct body *b, uint32_t number, struct states *states) {
  const struct facts_block *facts = &blocks_of(b->p, b->f)[number];
  const struct block *block = &b->blocks[number];
  uint32_t call = block->call_number;
  b->block = number;
  b->filled_by = 0;
  for (uint32_t k = 0; k < facts->event_count; k++) {
    const struct facts_event *e = event_at(b->p, b->f, facts->event_begin + k);
    uint32_t event = block->event_number + k;
    b->contexts = contexts_at(b->p, b->f, event);
    b->place = program_place(b->p, b->f->unit, e->place);
    b->event = event;
    b->tag = b->f->facts->block_count + event;
    if (e->kind == FACTS_CALL) body_call(b, states, e, &b->f->callees[call++]);
    else body_event(b, states, e);
    if (e->kind == FACTS_CALL) b->filled_by = b->tag;
    else if (e->kind != FACTS_SET || linked(b->p, b->f, e->b)) b->filled_by = 0;
  }
}

static void bring(struct body *b, uint32_t to, struct state *s) {
  body_forget_dead(b, s, to);
  body_merge(b, to, s);
}

static void follow_branch(struct body *b, const struct facts_block *facts, const struct state *s) {
  const uint32_t *to = &b->unit->successors.row[facts->successor_begin];
  uint32_t value = value_of(b->p, s, linked(b->p, b->f, facts->value));
  for (int truth = 0; truth < 2; truth++) {
    struct state *copy = state_copy(&b->scratch, s);
    body_forget_tested_hands(b, copy, value);
    if (value_assume(b->p, &b->scratch, copy, value, truth)) bring(b, to[truth ? 0 : 1], copy);
  }
}

static void follow_switch(struct body *b, const struct facts_block *facts, const struct state *s) {
  uint32_t value = value_of(b->p, s, linked(b->p, b->f, facts->value));
  struct state *rest = state_copy(&b->scratch, s);
  int rest_can_be = 1;
  for (uint32_t i = 0; i < facts->successor_count; i++) {
    uint32_t to = b->unit->successors.row[facts->successor_begin + i];
    if (i + 1 == facts->successor_count) {
      if (rest_can_be) bring(b, to, rest);
      return;
    }
    uint32_t constant = program_integer(b->p, b->unit->cases.row[facts->case_begin + i]);
    uint32_t equal = value ? program_node(b->p, FACTS_BINARY, value, FACTS_EQUAL, constant) : 0;
    struct state *copy = state_copy(&b->scratch, s);
    if (value_assume(b->p, &b->scratch, copy, equal, 1)) bring(b, to, copy);
    if (equal && rest_can_be) rest_can_be = value_assume(b->p, &b->scratch, rest, equal, 0);
  }
}

static void follow_exits(struct body *b, uint32_t number, const struct states *states) {
  const struct facts_block *facts = &blocks_of(b->p, b->f)[number];
  for (uint32_t i = 0; i < states->count; i++) {
    const struct state *s = states->list[i];
    switch (facts->exit) {
    case FACTS_BRANCH: follow_branch(b, facts, s); break;
    case FACTS_SWITCH: follow_switch(b, facts, s); break;
    default:
      for (uint32_t k = 0; k < facts->successor_count; k++)
        bring(b, b->unit->successors.row[facts->successor_begin + k], state_copy(&b->scratch, s));
    }
  }
}

static struct states states_at(struct body *b, uint32_t number) {
  struct states states = {0};
  for (unsigned i = 0; i < b->blocks[number].count; i++)
    body_add_state(b, &states, state_copy(&b->scratch, b->blocks[number].in[i]));
  return states;
}

static void settle(struct body *b) {
  for (int pending = 1; pending && !b->gave_up;) {
    pending = 0;
    for (uint32_t i = 0; i < b->f->facts->block_count; i++) {
      struct block *block = &b->blocks[i];
      if (!block->dirty) continue;
      block->dirty = 0;
      pending = 1;
      if (++block->visits > MAX_VISITS || b->scratch.taken > MAX_SCRATCH) b->gave_up = 1;
      struct states states = states_at(b, i);
      run_events(b, i, &states);
      follow_exits(b, i, &states);
    }
  }
}

static void judge(struct body *b) {
  b->reporting = 1;
  for (uint32_t i = 0; i < b->f->facts->block_count; i++) {
    if (!b->blocks[i].count) continue;
    struct states states = states_at(b, i);
    run_events(b, i, &states);
    const struct facts_block *facts = &blocks_of(b->p, b->f)[i];
    if (facts->exit != FACTS_RETURN) continue;
    struct place place = program_place(b->p, b->f->unit, facts->place);
    if (!place.line) place = program_place(b->p, b->f->unit, b->f->facts->end);
    body_leave(b, &states, linked(b->p, b->f, facts->value), place);
  }
}

static void follow_states(struct body *b) {
  find_tested(b);
  find_constants(b);
  body_find_returned(b);
  body_find_loops(b);
  body_find_live(b);
  body_find_asked(b);
  struct states entry = entry_states(b);
  for (uint32_t i = 0; i < entry.count; i++) body_merge(b, 0, entry.list[i]);
  settle(b);
  if (!b->gave_up) judge(b);
  body_summarise(b);
}

void body_analyse(struct program *p, uint32_t function, int final) {
  struct body b = {
      .p = p, .function = function, .f = &p->functions.row[function], .scratch = p->scratch};
  b.unit = p->units[b.f->unit].facts;
  b.final = (uint8_t) final;
  b.blocks = ARENA_ARRAY(&b.scratch, struct block, b.f->facts->block_count);
  b.fresh = ARENA_ARRAY(&b.scratch, uint8_t, b.f->facts->temp_count + 1);
  b.tested = ARENA_ARRAY(&b.scratch, uint8_t, b.f->facts->temp_count + 1);
  struct summary *old = b.f->summary;
  b.summary = old ? old : ARENA_ARRAY(&p->arena, struct summary, 1);
  b.summary->need_count = b.summary->unseen_count = 0;
  b.summary->taking_count = b.summary->nesting_count = 0;
  b.summary->counts = b.summary->pins = 0;
  number_events(&b);
  if (function_is_plain(p, b.f)) body_pass(&b);
  else follow_states(&b);
  b.summary->known = !b.gave_up;
  b.f->summary = b.summary;
  arena_clear(&b.scratch);
  p->scratch = b.scratch;
}

static int calls_itself(const struct program *p, uint32_t function) {
  const struct function *f = &p->functions.row[function];
  for (uint32_t call = 0; call < f->call_count; call++)
    for (uint32_t t = 0; t < f->callees[call].count; t++)
      if (f->callees[call].function[t] == function) return 1;
  return 0;
}

/* Without rules, only functions that have to do with locks need to be looked at. */
static int is_relevant(const struct program *p, const struct function *f) {
  if (p->has_rules || p->has_handovers) return 1;
  for (uint32_t call = 0; call < f->call_count; call++)
    for (uint32_t t = 0; t < f->callees[call].count; t++) {
      const struct function *callee = &p->functions.row[f->callees[call].function[t]];
      if (callee->relevant || known_is_of_locks(callee->known)) return 1;
    }
  return 0;
}

static int group_is_relevant(struct program *p, const uint32_t *group, uint32_t count) {
  int relevant = 0;
  for (uint32_t i = 0; i < count; i++) relevant |= is_relevant(p, &p->functions.row[group[i]]);
  for (uint32_t i = 0; relevant && i < count; i++) p->functions.row[group[i]].relevant = 1;
  return relevant;
}

static void analyse_group(struct program *p, const uint32_t *group, uint32_t count, void *data) {
  (void)data;
  int rounds = count > 1 ? 3 : 2;
  if (!group_is_relevant(p, group, count)) return;
  for (int round = 0; round < rounds; round++)
    for (uint32_t i = 0; i < count; i++) {
      if (count == 1 && round == 0 && !calls_itself(p, group[i])) continue;
      body_analyse(p, group[i], round == rounds - 1);
    }
}

void program_analyse(struct program *p) { program_bottom_up(p, analyse_group, NULL); }
