/* Giving objects away, and touching them afterwards.
 *
 * An object is known by its path in evaluated terms, so a variable that gets another value is free
 * again. What memory holds can be changed by others: an object that only memory names is forgotten
 * at the next call, the next test of that memory and the next round of a loop. What is reached
 * through the object's own pointers goes with it, but for what looks shared or points back. */
#include "give.h"
#include "call.h"
#include "known.h"
#include "out.h"
#include "report.h"
#include "value.h"

#include <string.h>

/* -- what belongs to an object ------------------------------------------------------------- */

/* Whether the path goes on from the object, step by step; *record is the object's, where its first
 * step tells. An object that is only mentioned may be in an index. */
static int leads_from(const struct program *p, uint32_t object, uint32_t path, uint32_t *record) {
  *record = FACTS_NONE;
  while (path != object) {
    const struct facts_node *n = node_of(p, path);
    if (n->kind != FACTS_FIELD && n->kind != FACTS_INDEX && n->kind != FACTS_DEREF) return 0;
    if (n->kind == FACTS_FIELD && n->a == object) *record = p->fields.row[n->b].record;
    path = n->a;
  }
  return 1;
}

/* Objects with locks, rules or atomic fields are made to be shared. */
static int is_shared_type(const struct program *p, uint32_t record, uint32_t owner) {
  if (record == owner || p->records.row[record].field_count || p->records.row[record].is_lock)
    return 1;
  for (uint32_t i = 0; i < p->fields.count; i++) {
    const struct field *f = &p->fields.row[i];
    if (f->record != record) continue;
    if ((f->flags & FACTS_TYPE_ATOMIC) || known_lock_type(f->type_text)) return 1;
    if ((f->flags & FACTS_TYPE_POINTER) && f->type_record == owner && owner != FACTS_NONE) return 1;
  }
  return 0;
}

/* A pointer in the object that leads to what the object owns. */
static int is_owning(const struct program *p, uint32_t pointer, uint32_t owner) {
  const struct facts_node *n = node_of(p, pointer);
  while (n->kind == FACTS_INDEX) n = node_of(p, n->a);
  if (n->kind != FACTS_FIELD) return n->kind != FACTS_DEREF;
  const struct field *f = &p->fields.row[n->b];
  if (f->rule || (f->flags & FACTS_TYPE_CONST) || !(f->flags & FACTS_TYPE_POINTER)) return 0;
  if (f->type_record == FACTS_NONE) return strcmp(f->type_text, "void *") != 0;
  return !is_shared_type(p, f->type_record, owner);
}

/* A member that has a rule of its own is judged by that. */
static int follows_own_rule(const struct program *p, uint32_t field) {
  const struct rule *rule = p->fields.row[field].rule;
  return rule && rule->kind != CUSTODY_RULE_PINNED && rule->kind != CUSTODY_RULE_IMMUTABLE;
}

/* Whether touching the path touches the object. */
static int belongs(const struct program *p, uint32_t path, uint32_t object) {
  uint32_t owner;
  if (!node_mentions(p, path, object) || !leads_from(p, object, path, &owner)) return 0;
  for (; path != object; path = node_of(p, path)->a) {
    struct facts_node n = *node_of(p, path);
    if (n.kind == FACTS_FIELD && follows_own_rule(p, n.b)) return 0;
    if (n.kind == FACTS_DEREF && !is_owning(p, n.a, owner)) return 0;
  }
  return 1;
}

/* -- touching ------------------------------------------------------------------------------ */

static int minds(const struct hand *h, int is_pinned) {
  if (h->flags & (HAND_TAKEN | HAND_MAYBE)) return 0;
  return is_pinned || !(h->flags & HAND_STARTED);
}

void body_touch(struct body *b, struct state *s, const struct touch *t) {
  for (unsigned i = 0; i < s->hand_count; i++) {
    struct hand *h = &s->hands[i];
    if (!minds(h, t->is_pinned) || !belongs(b->p, t->path, h->object)) continue;
    if (b->reporting && b->final && !b->f->no_check)
      report_transfer(b->p, b->function, t->written, t->done, b->place, h);
    state_remove_hand(s, h); /* one finding for each way */
    return;
  }
}

static const struct handover *handover_of(const struct function *f, uint32_t parameter, int takes) {
  for (uint32_t i = 0; i < f->handover_count; i++)
    if (f->handovers[i].parameter == parameter && f->handovers[i].takes == takes)
      return &f->handovers[i];
  return NULL;
}

/* What is only printed, or what takes the object back, does not touch it. */
static int is_free_to_get(const struct function *f, uint32_t argument) {
  int is_rest = (f->flags & FACTS_FUNCTION_VARIADIC) && argument >= f->facts->parameter_count;
  return is_rest || handover_of(f, argument, 1) != NULL;
}

static void touch_argument(struct body *b, struct state *s, const struct function *f,
                           uint32_t value, uint32_t written) {
  uint32_t kind = node_of(b->p, value)->kind;
  const char *done = f && f->known && f->known->kind == KNOWN_FREES ? "freed"
                     : f ? arena_format(&b->p->arena, "passed to '%s'", f->display)
                         : "passed on";
  if (kind != FACTS_LOAD && kind != FACTS_ADDRESS) return;
  struct touch touch = {.path = pointee_of(b->p, value), .written = written, .done = done};
  body_touch(b, s, &touch);
}

void body_touch_arguments(struct body *b, struct states *states, const struct facts_event *e,
                          const struct callees *callees) {
  const struct function *f = callees->count ? &b->p->functions.row[callees->function[0]] : NULL;
  for (uint32_t i = 0; b->p->has_handovers && i < states->count; i++) {
    struct state *s = states->list[i];
    if (!s->hand_count) continue;
    const uint32_t *arguments = body_arguments(b, s, e);
    for (uint32_t k = 0; k < e->argument_count; k++)
      if (arguments[k] && !(f && is_free_to_get(f, k)))
        touch_argument(b, s, f, arguments[k],
                       linked(b->p, b->f, b->unit->values.row[e->argument_begin + k]));
  }
}

/* -- giving and taking --------------------------------------------------------------------- */

/* Whether the object is named by a variable or result, not by what memory holds. */
static int is_steady(const struct program *p, uint32_t object) {
  const struct facts_node *n = node_of(p, object);
  while (n->kind == FACTS_FIELD) n = node_of(p, n->a);
  if (n->kind == FACTS_LOCAL || n->kind == FACTS_PARAM) return 1;
  if (n->kind != FACTS_DEREF) return 0;
  uint32_t kind = node_of(p, n->a)->kind;
  return kind == FACTS_TEMP || kind == FACTS_PARAM || kind == FACTS_LOCAL || kind == NODE_PHI ||
         kind == NODE_STALE;
}

/* The callee can change the memory that names the object: a variable of the program, or what
 * another argument leads to. */
static int can_rename(const struct program *p, uint32_t object, const uint32_t *arguments,
                      uint32_t count, uint32_t given) {
  uint32_t base = base_of(p, object), kind = node_of(p, base)->kind;
  if (kind == FACTS_GLOBAL || kind == FACTS_INSTANCE) return 1;
  for (uint32_t i = 0; i < count; i++)
    if (i != given && arguments[i] && base_of(p, arguments[i]) == base) return 1;
  return 0;
}

static int is_nameless(const struct program *p, uint32_t object) {
  const struct facts_node *n = node_of(p, base_of(p, object));
  return (n->kind == NODE_STALE && n->a == UINT32_MAX) || node_has_kind(p, object, NODE_HOLDER) ||
         n->kind == FACTS_UNKNOWN;
}

/* The object that a pointer value stands for: what it points to, whole if that is an element. */
static uint32_t given_object(const struct body *b, uint32_t value) {
  uint32_t kind = node_of(b->p, value)->kind;
  if (kind != FACTS_LOAD && kind != FACTS_ADDRESS) return 0;
  return pointee_of(b->p, value);
}

static void give(struct body *b, struct state *s, const uint32_t *arguments, uint32_t count,
                 uint32_t index, struct hand hand) {
  hand.object = given_object(b, arguments[index]);
  if (!hand.object || is_nameless(b->p, hand.object)) return;
  struct hand *taken = state_find_hand(s, hand.object, HAND_TAKEN);
  int has_more = taken && (taken->flags & HAND_EXTRA);
  if (taken) state_remove_hand(s, taken);
  if (has_more) return;
  body_publish_value(b, s, arguments[index], 1);
  if (!is_steady(b->p, hand.object)) {
    if (can_rename(b->p, hand.object, arguments, count, index)) return;
    hand.flags |= HAND_UNSTEADY;
  }
  if (!state_find_hand(s, hand.object, 0)) state_add_hand(&b->scratch, s, &hand);
}

/* Contracts speak for the bodies of their functions. */
static int has_contract_for(const struct body *b, const struct function *callee, uint32_t object) {
  const struct facts_node *n = node_of(b->p, object_of(b->p, object));
  if (n->kind != FACTS_DEREF || node_of(b->p, n->a)->kind != FACTS_PARAM) return 0;
  for (uint32_t i = 0; i < callee->handover_count; i++)
    if (callee->handovers[i].parameter == node_of(b->p, n->a)->a) return 1;
  return 0;
}

/* The callers' object is held once more. */
static void note_counted(struct body *b, uint32_t object) {
  const struct facts_node *n = node_of(b->p, object);
  if (n->kind != FACTS_DEREF || node_of(b->p, n->a)->kind != FACTS_PARAM) return;
  uint32_t parameter = node_of(b->p, n->a)->a;
  if (has_contract_for(b, b->f, object)) return; /* `put` counts down */
  if (parameter < 64) b->summary->counts |= (uint64_t)1 << parameter;
}

static void take(struct body *b, struct state *s, uint32_t value, int is_again) {
  uint32_t object = given_object(b, value);
  if (!object || is_nameless(b->p, object)) return;
  struct hand *given = state_find_hand(s, object, 0),
              *taken = state_find_hand(s, object, HAND_TAKEN);
  int extra = !given && (taken || is_again || body_is_building(b, s, object) == 1);
  if (given) state_remove_hand(s, given);
  if (taken) state_remove_hand(s, taken);
  struct hand hand = {.object = object,
                      .callee = FACTS_NONE,
                      .flags = (uint8_t)(HAND_TAKEN | (extra ? HAND_EXTRA : 0)),
                      .place = b->place};
  if (!given) note_counted(b, object);
  state_add_hand(&b->scratch, s, &hand);
}

void body_count_reference(struct body *b, struct state *s, uint32_t path) {
  uint32_t object = object_of(b->p, path);
  if (!b->p->has_handovers || object == path || state_find_hand(s, object, 0)) return;
  if (node_of(b->p, object)->kind != FACTS_DEREF) return;
  take(b, s, load_of(b->p, NULL, node_of(b->p, object)->a), 1);
}

int body_has_taken(const struct body *b, const struct state *s, uint32_t object) {
  (void)b;
  return state_find_hand(s, object, HAND_TAKEN) != NULL;
}

/* -- calls --------------------------------------------------------------------------------- */

int body_assume_condition(struct body *b, struct state *s, const struct facts_event *e,
                          uint32_t condition, int truth) {
  uint32_t value = node_rewrite(b->p, s, condition, body_arguments(b, s, e), e->argument_count,
                                body_result(b, e));
  if (value == FACTS_NONE || !value) return -1;
  return value_assume(b->p, &b->scratch, s, value, truth);
}

static void transfer(struct body *b, struct states *states, const struct facts_event *e,
                     const struct handover *h, struct hand hand) {
  uint32_t count = states->count, kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    struct state *s = states->list[i], *other = NULL;
    const uint32_t *arguments = body_arguments(b, s, e);
    int can = 1;
    struct hand given = hand;
    if (h->condition) {
      body_fill_out(b, s, arguments, e->argument_count, h->condition);
      other = state_copy(&b->scratch, s);
      if (!body_assume_condition(b, other, e, h->condition, 0)) other = NULL;
      can = body_assume_condition(b, s, e, h->condition, 1);
      if (can < 0) given.flags |= HAND_MAYBE;
    }
    if (can) give(b, s, arguments, e->argument_count, h->parameter, given);
    if (can) states->list[kept++] = s;
    if (other && can >= 0) body_add_state(b, states, other);
  }
  for (uint32_t i = count; i < states->count; i++) states->list[kept++] = states->list[i];
  states->count = kept;
}

/* A function that returns what it was given, held once more. */
static void take_result(struct body *b, struct state *s, const struct facts_event *e) {
  uint32_t result = value_of(b->p, s, body_result(b, e));
  const uint32_t *arguments = body_arguments(b, s, e);
  int is_again = 0;
  for (uint32_t i = 0; i < e->argument_count; i++) is_again |= arguments[i] == result;
  take(b, s, result, is_again);
}

void body_hand_over(struct body *b, struct states *states, const struct facts_event *e,
                    const struct function *callee) {
  for (uint32_t i = 0; i < callee->handover_count; i++) {
    const struct handover *h = &callee->handovers[i];
    struct hand hand = {.callee = (uint32_t)(callee - b->p->functions.row), .place = b->place};
    if (h->parameter != HANDOVER_RESULT && h->parameter >= e->argument_count) continue;
    if (!h->takes) {
      if (h->parameter != HANDOVER_RESULT) transfer(b, states, e, h, hand);
      continue;
    }
    for (uint32_t k = 0; k < states->count; k++)
      if (h->parameter == HANDOVER_RESULT) take_result(b, states->list[k], e);
      else take(b, states->list[k], body_arguments(b, states->list[k], e)[h->parameter], 0);
  }
}

void body_hand_over_outcome(struct body *b, struct state *s, const struct facts_event *e,
                            const struct function *callee, const struct outcome *o) {
  const uint32_t *arguments = body_arguments(b, s, e);
  for (uint32_t i = 0; i < e->argument_count && i < 64; i++)
    if (callee->summary->counts >> i & 1 && arguments[i]) take(b, s, arguments[i], 1);
  uint32_t result = value_of(b->p, s, body_result(b, e));
  for (uint32_t i = 0; i < o->hand_count; i++) {
    struct hand hand = o->hands[i];
    if (has_contract_for(b, callee, hand.object)) continue;
    uint32_t object = node_rewrite(b->p, s, hand.object, arguments, e->argument_count, result);
    if (object == FACTS_NONE) continue;
    const struct facts_node *n = node_of(b->p, object);
    uint32_t value = n->kind == FACTS_DEREF ? load_of(b->p, NULL, n->a)
                                            : program_node(b->p, FACTS_ADDRESS, object, 0, 0);
    hand.callee = (uint32_t)(callee - b->p->functions.row);
    hand.place = b->place;
    hand.flags &= HAND_MAYBE;
    give(b, s, &value, 1, 0, hand);
  }
}

static int pins_argument(const struct body *b, const struct state *s, const struct facts_event *e,
                         const struct known *start) {
  if (start->argument >= e->argument_count) return 0;
  const struct facts_node *n =
      node_of(b->p, body_arguments((struct body *)b, s, e)[start->argument]);
  if (n->kind != FACTS_FUNCTION) return 0;
  const struct function *f = &b->p->functions.row[n->a];
  return is_defined(f) && f->summary && (f->summary->pins & 1);
}

void body_hand_to_thread(struct body *b, struct states *states, const struct facts_event *e,
                         const struct known *start) {
  if (!states->count || !pins_argument(b, states->list[0], e, start)) return;
  uint32_t result = program_node(b->p, FACTS_LOAD, program_node(b->p, FACTS_RESULT, 0, 0, 0), 0, 0);
  struct handover h = {.parameter = start->data};
  struct hand hand = {.callee = FACTS_NONE, .flags = HAND_STARTED, .place = b->place};
  h.condition = program_node(b->p, FACTS_BINARY, result, FACTS_EQUAL, program_integer(b->p, 0));
  if (start->data < e->argument_count) transfer(b, states, e, &h, hand);
}

void body_take_back(struct state *s) {
  for (unsigned i = s->hand_count; i-- > 0;)
    if (!(s->hands[i].flags & HAND_TAKEN)) state_remove_hand(s, &s->hands[i]);
}

void body_pin(struct body *b, uint32_t value) {
  const struct facts_node *n = node_of(b->p, value);
  if (n->kind != FACTS_LOAD || node_of(b->p, n->a)->kind != FACTS_PARAM) return;
  uint32_t parameter = node_of(b->p, n->a)->a;
  if (parameter < 64) b->summary->pins |= (uint64_t)1 << parameter;
}

void body_forget_tested_hands(struct body *b, struct state *s, uint32_t value) {
  for (unsigned i = s->hand_count; value && i-- > 0;) {
    const struct hand *h = &s->hands[i];
    const struct facts_node *n = node_of(b->p, object_of(b->p, h->object));
    if ((h->flags & HAND_UNSTEADY) && n->kind == FACTS_DEREF && node_mentions(b->p, value, n->a))
      state_remove_hand(s, &s->hands[i]);
  }
}
