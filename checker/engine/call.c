/* A call: what the callee asks for, then what it does to locks and objects. Known functions
 * (known.def) come first, then contracts, then the summaries of bodies. */
#include "call.h"
#include "escape.h"
#include "give.h"
#include "known.h"
#include "nesting.h"
#include "out.h"
#include "value.h"

#include <string.h>

const uint32_t *body_arguments(struct body *b, const struct state *s, const struct facts_event *e) {
  uint32_t *arguments = ARENA_ARRAY(&b->scratch, uint32_t, e->argument_count + 1);
  for (uint32_t i = 0; i < e->argument_count; i++)
    arguments[i] =
        value_of(b->p, s, linked(b->p, b->f, b->unit->values.row[e->argument_begin + i]));
  return arguments;
}

uint32_t body_result(struct body *b, const struct facts_event *e) {
  return program_node(b->p, FACTS_LOAD, program_node(b->p, FACTS_TEMP, e->temp, 0, 0), 0, 0);
}

/* The lock that argument `index` points to; one of its own where that is unknown. */
uint32_t body_lock_argument(struct body *b, const struct state *s, const struct facts_event *e,
                            uint32_t index) {
  uint32_t value = index < e->argument_count ? body_arguments(b, s, e)[index] : 0;
  if (value) return pointee_of(b->p, value);
  return program_node(b->p, FACTS_DEREF, program_node(b->p, NODE_STALE, b->tag, 0, 0), 0, 0);
}

static enum custody_hold mode_of(const struct known *known) {
  return known->mode == MODE_SHARED ? CUSTODY_HELD_SHARED : CUSTODY_HELD_EXCLUSIVE;
}

static void take(struct body *b, struct states *states, const struct facts_event *e,
                 const struct known *known) {
  uint32_t count = states->count, result = body_result(b, e);
  int is_try = known->action == ACTION_TRY_ACQUIRE;
  for (uint32_t i = 0; i < count; i++) {
    struct state *s = states->list[i];
    struct held held = {.lock = body_lock_argument(b, s, e, known->argument),
                        .mode = (uint8_t)mode_of(known),
                        .place = b->place};
    if (is_try) {
      struct state *failed = state_copy(&b->scratch, s);
      if (state_narrow(&b->scratch, failed, result, SIGN_NEGATIVE | SIGN_POSITIVE))
        body_add_state(b, states, failed);
      state_narrow(&b->scratch, s, result, SIGN_ZERO);
    } else if (b->tested[e->temp]) {
      held.signs = SIGN_ZERO;
      held.condition = result;
    }
    body_acquire(b, s, held, is_try);
  }
}

static void operate_lock(struct body *b, struct states *states, const struct facts_event *e,
                         const struct known *known) {
  if (known->action == ACTION_ACQUIRE || known->action == ACTION_TRY_ACQUIRE) {
    take(b, states, e, known);
    return;
  }
  for (uint32_t i = 0; known->action == ACTION_RELEASE && i < states->count; i++)
    body_release(b, states->list[i], body_lock_argument(b, states->list[i], e, known->argument),
                 known->mode == MODE_GENERIC ? CUSTODY_HELD_SHARED : mode_of(known));
}

static void do_known(struct body *b, struct states *states, const struct facts_event *e,
                     const struct known *known) {
  switch (known->kind) {
  case KNOWN_LOCK: operate_lock(b, states, e, known); break;
  case KNOWN_THREAD_START:
    for (uint32_t i = 0; known->data < e->argument_count && i < states->count; i++)
      body_publish_value(b, states->list[i], body_arguments(b, states->list[i], e)[known->data], 1);
    body_hand_to_thread(b, states, e, known);
    break;
  case KNOWN_THREAD_JOIN:
    for (uint32_t i = 0; i < states->count; i++) body_take_back(states->list[i]);
    break;
  case KNOWN_LOCK_BEGINS:
  case KNOWN_LOCK_ENDS:
  case KNOWN_ALLOCATES:
  case KNOWN_FREES: break;
  }
}

/* A variable of the program and its members are what they are, whatever is passed. */
static int is_global(const struct program *p, uint32_t path) {
  while (node_of(p, path)->kind == FACTS_FIELD) path = node_of(p, path)->a;
  return node_of(p, path)->kind == FACTS_GLOBAL;
}

uint32_t body_in_caller(struct body *b, const struct state *s, const struct facts_event *e,
                        uint32_t node) {
  if (is_global(b->p, node)) return node;
  return node_rewrite(b->p, s, node, body_arguments(b, s, e), e->argument_count,
                      value_of(b->p, s, body_result(b, e)));
}

/* The result is what the callee says it is, in this function's terms. */
void body_bind_result(struct body *b, struct state *s, const struct facts_event *e, uint32_t value,
                      uint8_t signs) {
  uint32_t here = value ? body_in_caller(b, s, e, value) : 0;
  if (!here || here == FACTS_NONE) return;
  state_bind(&b->scratch, s, program_node(b->p, FACTS_TEMP, e->temp, 0, 0), here);
  if (signs != SIGN_ANY && node_of(b->p, here)->kind == FACTS_LOAD)
    state_narrow(&b->scratch, s, here, signs);
}

/* Whether the outcome can be, in this state; narrows the state to it. */
static int can_be(struct body *b, struct state *s, const struct facts_event *e,
                  const struct outcome *o) {
  uint32_t result = body_result(b, e);
  for (unsigned i = 0; i < o->premise_count; i++)
    if (!body_premise_can_be(b, s, e, &o->premises[i])) return 0;
  if (!b->tested[e->temp] || o->signs == SIGN_ANY) return 1;
  if (!state_narrow(&b->scratch, s, result, o->signs)) return 0;
  struct known_sign *known = state_sign(s, result);
  if (known && o->exact) {
    known->exact = 1;
    known->number = o->number;
  }
  return 1;
}

static void do_locks(struct body *b, struct state *s, const struct facts_event *e,
                     const struct outcome *o) {
  for (uint32_t i = 0; i < o->held_count; i++) {
    struct held held = o->held[i];
    uint32_t lock = body_in_caller(b, s, e, held.lock);
    if (lock == FACTS_NONE || !(held.flags & HELD_DEBT)) continue;
    if (held.flags & HELD_MAYBE) body_release_perhaps(b, s, lock, held.mode);
    else if (held.flags & HELD_MANY) body_release_many(b, s, lock, (enum custody_hold)held.mode);
    else body_release(b, s, lock, (enum custody_hold)held.mode);
  }
  for (uint32_t i = 0; i < o->held_count; i++) {
    struct held held = o->held[i];
    if (held.flags & HELD_DEBT) continue;
    body_fill_index(b, s, body_arguments(b, s, e), e->argument_count, held.lock);
    held.lock = body_in_caller(b, s, e, held.lock);
    if (held.lock == FACTS_NONE) continue;
    held.depth = 0;
    body_acquire(b, s, held, 0);
  }
}

static void do_objects(struct body *b, struct state *s, const struct facts_event *e,
                       const struct function *callee) {
  const struct summary *summary = callee->summary;
  const uint32_t *arguments = body_arguments(b, s, e);
  for (uint32_t i = 0; i < e->argument_count && i < 64; i++) {
    if (summary->publishes >> i & 1) body_escape_call(b, s, arguments[i], callee);
    if (summary->publishes >> i & 1) body_publish_value(b, s, arguments[i], 1);
    if (summary->pins >> i & 1) body_pin(b, arguments[i]);
  }
  for (uint32_t i = 0; i < summary->kept_count; i++) {
    const struct kept *k = &summary->kept[i];
    if (k->from >= e->argument_count || k->into >= e->argument_count || !arguments[k->into])
      continue;
    uint32_t into = object_of(b->p, pointee_of(b->p, arguments[k->into]));
    body_keep(b, s, into, arguments[k->from]);
  }
  for (uint32_t i = 0; i < summary->unseen_count; i++) {
    uint32_t object = summary->unseen[i] ? body_in_caller(b, s, e, summary->unseen[i]) : 0;
    if (object != FACTS_NONE) body_object_unseen(b, s, object);
  }
}

static void do_summary(struct body *b, struct states *states, const struct facts_event *e,
                       const struct function *callee, struct states *after) {
  const struct summary *summary = callee->summary;
  for (uint32_t i = 0; i < states->count; i++) {
    for (uint32_t k = 0; k < summary->outcome_count; k++) {
      int last = k + 1 == summary->outcome_count;
      struct state *s = last ? states->list[i] : state_copy(&b->scratch, states->list[i]);
      const struct outcome *o = &summary->outcomes[k];
      if (!can_be(b, s, e, o)) continue;
      if (!callee->allocates) body_bind_result(b, s, e, o->value, o->signs);
      do_locks(b, s, e, o);
      do_objects(b, s, e, callee);
      if (b->p->has_handovers) body_hand_over_outcome(b, s, e, callee, o);
      body_add_state(b, after, s);
    }
  }
}

/* What the library remembers, another thread may reach. */
static void do_keeps(struct body *b, struct states *states, const struct facts_event *e,
                     const struct function *callee) {
  for (uint32_t k = 0; k < e->argument_count && k < 64; k++)
    for (uint32_t i = 0; (callee->keeps >> k & 1) && i < states->count; i++) {
      uint32_t value = body_arguments(b, states->list[i], e)[k];
      if (value) body_publish_value(b, states->list[i], value, 1);
    }
}

/* What one of the functions that can be meant does. */
static void do_callee(struct body *b, struct states *states, const struct facts_event *e,
                      const struct function *callee, struct states *after) {
  const struct summary *summary = is_defined(callee) ? callee->summary : NULL;
  if (callee->known) do_known(b, states, e, callee->known);
  else if (has_lock_contract(callee)) body_contract(b, states, e, callee);
  else if (summary && summary->known) {
    do_summary(b, states, e, callee, after);
    body_hand_over(b, after, e, callee);
    return;
  } else if (!is_defined(callee)) body_call_unseen(b, states, e, callee);
  if (callee->keeps) do_keeps(b, states, e, callee);
  body_hand_over(b, states, e, callee);
  for (uint32_t i = 0; i < states->count; i++) body_add_state(b, after, states->list[i]);
}

/* What a function of another file returns may be fresh, where there are other files. */
static uint8_t returns_fresh(const struct program *p, const struct function *f) {
  if (f->known) return f->known->kind == KNOWN_ALLOCATES;
  if (f->allocates) return 1;
  if (is_defined(f)) return f->summary ? f->summary->returns_fresh : 0;
  return p->world == ENGINE_OPEN_WORLD && !(f->flags & FACTS_FUNCTION_SYSTEM) ? 2 : 0;
}

static uint8_t all_return_fresh(const struct program *p, const struct callees *c) {
  if (c->count == 0) return p->world == ENGINE_OPEN_WORLD ? 2 : 0;
  uint8_t all = 1;
  for (uint32_t i = 0; i < c->count; i++) {
    uint8_t one = returns_fresh(p, &p->functions.row[c->function[i]]);
    if (!one) return 0;
    if (one > all) all = one;
  }
  return all;
}

/* The call is made again: what its last result was is stale. */
static void forget_last_result(struct body *b, struct states *states, const struct facts_event *e) {
  uint32_t temp = program_node(b->p, FACTS_TEMP, e->temp, 0, 0);
  for (uint32_t i = 0; i < states->count; i++)
    state_forget(b->p, &b->scratch, states->list[i], temp, b->tag);
}

static struct states copies(struct body *b, const struct states *states) {
  struct states copy = {0};
  for (uint32_t i = 0; i < states->count; i++)
    body_add_state(b, &copy, state_copy(&b->scratch, states->list[i]));
  return copy;
}

/* Nothing but functions that leave the program's memory alone. */
static int is_library(const struct program *p, const struct callees *c) {
  for (uint32_t i = 0; i < c->count; i++) {
    const struct function *f = &p->functions.row[c->function[i]];
    if (is_defined(f) || !(f->known || (f->flags & FACTS_FUNCTION_SYSTEM))) return 0;
  }
  return c->count > 0 && !c->handed_count;
}

void body_call(struct body *b, struct states *states, const struct facts_event *e,
               const struct callees *callees) {
  if (b->reporting) {
    body_call_needs(b, states, e, callees);
    body_note_takings(b, states, e, callees);
  }
  body_touch_arguments(b, states, e, callees);
  if (!is_library(b->p, callees))
    for (uint32_t i = 0; i < states->count; i++)
      state_forget_hands_of(states->list[i], HAND_UNSTEADY);
  if (b->blocks[b->block].in_loop) forget_last_result(b, states, e);
  b->fresh[e->temp] = all_return_fresh(b->p, callees);
  for (uint32_t i = 0; i < states->count; i++)
    body_forget_out(b, states->list[i], body_arguments(b, states->list[i], e), e->argument_count);
  if (callees->count == 0) {
    body_call_unseen(b, states, e, NULL);
    return;
  }
  struct states after = {0}, unchanged = callees->by_type ? copies(b, states) : after;
  for (uint32_t i = 0; i < callees->count; i++) {
    struct states before = i + 1 == callees->count ? *states : copies(b, states), one = {0};
    do_callee(b, &before, e, &b->p->functions.row[callees->function[i]], i ? &one : &after);
    if (i) body_join_either(b, &after, &one);
  }
  if (callees->by_type) {
    body_join_either(b, &after, &unchanged);
  }
  *states = after;
  body_join(b, states);
}
