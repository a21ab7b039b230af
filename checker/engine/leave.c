/* The ways out: what locks each leaves held, and what it returns. Ways that leave the same locks are
 * one outcome. */
#include "body.h"
#include "escape.h"
#include "known.h"
#include "out.h"
#include "report.h"
#include "value.h"
#include "ways.h"
#include "wrapper.h"

#include <stdlib.h>
#include <string.h>

static const struct clause *clause_giving(const struct body *b, uint32_t lock) {
  for (uint32_t i = 0; i < b->f->clause_count; i++) {
    const struct clause *c = &b->f->clauses[i];
    if (!clause_gives(c->kind)) continue;
    if (lock_matches(b->p, lock, path_of(b->p, NULL, c->lock))) return c;
  }
  return NULL;
}

static int changes_by_contract(const struct body *b) {
  for (uint32_t i = 0; i < b->f->clause_count; i++)
    if (b->f->clauses[i].kind >= CLAUSE_ACQUIRE) return 1;
  return 0;
}

static int may_tell(const struct body *b) { return b->final && !b->f->no_check; }

/* A lock that was reported as taken twice is left held as well: that is one mistake. */
static int is_told(const struct body *b, uint32_t lock) {
  for (uint32_t i = 0; i < b->told_count; i++)
    if (b->told[i] == lock) return 1;
  return 0;
}

void body_tell_leak(struct body *b, const struct held *h, struct place way_out, const char *where) {
  if (may_tell(b) && !is_told(b, h->lock) && !node_has_kind(b->p, h->lock, NODE_STALE))
    report_leak(b->p, b->function, h->lock, way_out, h->place, where);
}

static int still_held(const struct state *s, const struct body *b, uint32_t lock) {
  for (unsigned i = 0; i < s->held_count; i++)
    if (!(s->held[i].flags & HELD_DEBT) && lock_matches(b->p, s->held[i].lock, lock)) return 1;
  return 0;
}

/* Only locks of a kind that custody sees being taken can be missed. */
static int is_known_lock(const struct program *p, uint32_t lock) {
  const struct facts_node *n = node_of(p, lock);
  while (n->kind == FACTS_INDEX) n = node_of(p, n->a);
  if (n->kind == FACTS_FIELD) return known_lock_type(p->fields.row[n->b].type_text);
  return n->kind == FACTS_GLOBAL && known_lock_type(p->globals.row[n->a].type_text);
}

/* Whether a clause applies to this way out: 1 yes, 0 no, -1 not known. */
static int applies(struct body *b, struct state *s, const struct clause *c, uint32_t value) {
  uint32_t arguments[64], count = b->f->facts->parameter_count;
  if (!c->condition) return 1;
  for (uint32_t i = 0; i < count && i < 64; i++)
    arguments[i] = program_node(b->p, FACTS_LOAD, program_node(b->p, FACTS_PARAM, i, 0, 0), 0, 0);
  uint32_t condition =
      node_rewrite(b->p, s, c->condition, arguments, count < 64 ? count : 64, value);
  return condition == FACTS_NONE || !condition ? -1 : value_truth(b->p, s, condition);
}

/* Whether the contract lets this way out leave the lock held. */
static int is_promised(struct body *b, struct state *s, uint32_t lock, uint32_t value) {
  for (uint32_t i = 0; i < b->f->clause_count; i++) {
    const struct clause *c = &b->f->clauses[i];
    if (clause_takes(c->kind) && lock_matches(b->p, lock, path_of(b->p, NULL, c->lock)) &&
        applies(b, s, c, value))
      return 1;
  }
  return 0;
}

/* A body with a contract for locks is held to it. */
static void check_contract(struct body *b, struct state *s, uint32_t value, struct place place) {
  for (unsigned i = 0; i < s->held_count; i++) {
    const struct held *h = &s->held[i];
    if (h->flags & (HELD_DEBT | HELD_MAYBE)) continue;
    if (h->flags & HELD_ASSUMED) {
      const struct clause *c = clause_giving(b, h->lock);
      if (c && !c->condition && is_known_lock(b->p, h->lock))
        body_tell_leak(b, h, place, "although the function is to give it back");
    } else if (!is_promised(b, s, h->lock, value))
      body_tell_leak(b, h, place, "although the function's contract does not say so");
  }
  for (uint32_t i = 0; i < b->f->clause_count; i++) {
    const struct clause *c = &b->f->clauses[i];
    uint32_t lock = path_of(b->p, NULL, c->lock);
    if (!clause_takes(c->kind) || applies(b, s, c, value) != 1) continue;
    if (!still_held(s, b, lock) && is_known_lock(b->p, lock) && may_tell(b))
      report_leak(b->p, b->function, lock, place, c->place, NULL);
  }
}

uint32_t body_result_value(struct program *p) {
  return program_node(p, FACTS_LOAD, program_node(p, FACTS_RESULT, 0, 0, 0), 0, 0);
}

/* The lock in terms that callers understand, or FACTS_NONE. */
uint32_t body_outer_path(struct body *b, uint32_t lock, uint32_t value) {
  uint32_t result = body_result_value(b->p);
  if (value && node_of(b->p, value)->kind == FACTS_LOAD)
    lock = node_replace(b->p, lock, value, result);
  return body_is_outer(b, lock) ? lock : FACTS_NONE;
}

/* What is given back and taken again is as it was, for the callers; that they must hold it is a need
 * of its own. */
static int is_given_and_retaken(const struct state *s, const struct held *h) {
  const struct held *other = state_find_held((struct state *)s, h->lock, ~h->flags & HELD_DEBT);
  return other && (h->flags & HELD_MAYBE) == (other->flags & HELD_MAYBE) && h->mode == other->mode;
}

/* Of the elements that a loop has taken, callers know the array. */
static uint32_t some_element(struct body *b, uint32_t lock) {
  struct facts_node n = *node_of(b->p, lock);
  if (n.kind == FACTS_FIELD) return program_node(b->p, FACTS_FIELD, some_element(b, n.a), n.b, 0);
  return n.kind == FACTS_INDEX ? program_node(b->p, FACTS_INDEX, n.a, 0, 0) : lock;
}

static void collect_locks(struct body *b, struct way_out *way) {
  const struct state *s = way->state;
  way->held = ARENA_ARRAY(&b->p->arena, struct held, s->held_count);
  for (unsigned i = 0; i < s->held_count; i++) {
    struct held h = s->held[i];
    if (h.flags & HELD_ASSUMED) continue;
    if (h.flags & HELD_MANY) h.lock = some_element(b, h.lock);
    uint32_t own = h.lock;
    h.lock = body_outer_path(b, own, way->value);
    if (h.lock == FACTS_NONE) h.lock = body_by_out(b, s, own);
    if (h.lock == FACTS_NONE || (h.flags & HELD_MANY && h.flags & HELD_MAYBE)) continue;
    h.signs = 0;
    h.condition = 0;
    if (is_given_and_retaken(s, &s->held[i])) continue;
    uint32_t at = way->held_count++;
    for (; at > 0 && way->held[at - 1].lock > h.lock; at--) way->held[at] = way->held[at - 1];
    way->held[at] = h;
  }
}

static int is_spoken_of(const struct body *b, uint32_t lock) {
  for (uint32_t i = 0; i < b->f->clause_count; i++)
    if (lock_matches(b->p, lock, path_of(b->p, NULL, b->f->clauses[i].lock))) return 1;
  return 0;
}

/* What is not checked inside may give back more than it says, on some ways. */
static void note_given(struct body *b, const struct state *s, uint32_t value) {
  struct summary *summary = b->summary;
  uint32_t most = sizeof summary->given / sizeof *summary->given;
  for (unsigned i = 0; i < s->held_count; i++) {
    uint32_t lock = body_outer_path(b, s->held[i].lock, value), k = 0;
    if (!(s->held[i].flags & HELD_DEBT) || lock == FACTS_NONE || is_spoken_of(b, lock)) continue;
    while (k < summary->given_count && summary->given[k] != lock) k++;
    if (k == summary->given_count && k < most) summary->given[summary->given_count++] = lock;
  }
}

void body_leave(struct body *b, struct states *states, uint32_t value, struct place place) {
  if (!b->exits) b->exits = ARENA_ARRAY(&b->scratch, struct exits, 1);
  for (uint32_t i = 0; i < states->count; i++) {
    struct way_out *way = ARENA_ARRAY(&b->scratch, struct way_out, 1);
    way->state = states->list[i];
    way->value = value_of(b->p, way->state, value);
    way->place = place;
    body_note_unseen(b, way->state);
    body_escape_return(b, way->state, way->value, place);
    body_collect_hands(b, way);
    if (!changes_by_contract(b)) collect_locks(b, way);
    else if (b->f->no_check) note_given(b, way->state, way->value);
    else check_contract(b, way->state, way->value, place);
    uint32_t at = FACTS_APPEND(b->exits, ways, 1);
    b->exits->ways.row[at] = way;
  }
}

int body_returns_pointer(const struct body *b) {
  const char *signature = facts_text(b->unit, b->f->facts->signature);
  const char *parameters = strchr(signature, '(');
  while (parameters && parameters > signature && parameters[-1] == ' ') parameters--;
  return parameters && parameters > signature && parameters[-1] == '*';
}

/* Whether callers can use what is returned: a parameter as it came, or a pointer into what they
 * know. */
static int is_told_to_callers(const struct body *b, uint32_t value) {
  uint32_t kind = node_of(b->p, value)->kind;
  if (kind != FACTS_ADDRESS && kind != FACTS_LOAD) return 0;
  int is_parameter =
      kind == FACTS_LOAD && node_of(b->p, node_of(b->p, value)->a)->kind == FACTS_PARAM;
  return is_parameter || (body_returns_pointer(b) && body_is_outer(b, value));
}

static struct outcome *outcome_of(struct body *b, uint32_t group) {
  struct outcome *o = &b->summary->outcomes[group];
  for (uint32_t i = 0, first = 1; i < b->exits->ways.count; i++) {
    struct way_out *way = b->exits->ways.row[i];
    if (way->group != group) continue;
    o->signs |= value_signs(b->p, way->state, way->value);
    const struct facts_node *n = node_of(b->p, way->value);
    uint8_t exact = n->kind == FACTS_INTEGER;
    o->exact = first ? exact : o->exact && exact && o->number == n->number;
    o->number = n->number;
    o->held = way->held;
    o->held_count = way->held_count;
    o->value = first || o->value == way->value ? way->value : 0;
    o->hands = way->hands;
    o->hand_count = way->hand_count;
    first = 0;
  }
  if (!is_told_to_callers(b, o->value)) o->value = 0;
  return o;
}

/* Whether one way returns a fresh object: as summary.returns_fresh; 3: null, which says nothing. */
static uint8_t returns_fresh(struct body *b, const struct way_out *way) {
  const struct facts_node *n = node_of(b->p, way->value);
  uint8_t signs = state_signs(b->p, way->state, way->value);
  if (signs == SIGN_ZERO) return 3;
  if (n->kind != FACTS_LOAD) return 0;
  uint32_t object = object_of(b->p, pointee_of(b->p, way->value));
  uint32_t base = node_of(b->p, base_of(b->p, object))->kind;
  if (base != FACTS_TEMP && base != NODE_PHI) return 0;
  int building = body_is_building(b, way->state, object);
  return building == 1 ? 1 : building < 0 ? 2 : 0;
}

static uint8_t all_return_fresh(struct body *b) {
  uint8_t all = 3;
  for (uint32_t i = 0; b->exits && i < b->exits->ways.count; i++) {
    uint8_t one = returns_fresh(b, b->exits->ways.row[i]);
    if (!one) return 0;
    if (all == 3 || (one != 3 && one > all)) all = one;
  }
  return all == 3 ? 0 : all;
}

static void note_halves(struct body *b) {
  for (uint32_t i = 0; i < b->summary->outcome_count; i++) {
    const struct outcome *o = &b->summary->outcomes[i];
    for (uint32_t k = 0; k < o->held_count; k++)
      wrapper_note(b->p, b->function, o->held[k].lock, o->held[k].flags & HELD_DEBT);
  }
}

void body_summarise(struct body *b) {
  struct summary *s = b->summary;
  s->returns_fresh = all_return_fresh(b);
  s->outcome_count = 0;
  if (!b->exits) return;
  if (changes_by_contract(b)) {
    free(b->exits->ways.row);
    return;
  }
  uint32_t groups = body_group_ways(b);
  s->outcomes = ARENA_ARRAY(&b->p->arena, struct outcome, groups);
  s->outcome_count = groups;
  for (uint32_t i = 0; i < groups; i++) outcome_of(b, i);
  if (b->f->is_loose && b->final) note_halves(b);
  for (uint32_t i = 0; i < groups; i++) body_find_leaks(b, i);
  for (uint32_t i = 0; i < groups; i++) body_doubt_hands(b, i);
  body_note_asserted(b);
  free(b->exits->ways.row);
}
