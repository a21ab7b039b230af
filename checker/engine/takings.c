/* What a call waits for: the lock of a lock operation or a contract, and what the callee's body
 * takes. A lock that is held already, or that nobody else can have, is not waited for. */
#include "call.h"
#include "known.h"
#include "lock_name.h"
#include "nesting.h"
#include "value.h"

#include <string.h>

/** More locks were given back than are noted: perhaps any. */
enum { GIVEN_ANY = MAX_GIVEN + 1 };

static void add_given(struct taking *t, uint32_t lock) {
  if (t->given_count < MAX_GIVEN && lock != FACTS_NONE) t->given[t->given_count++] = lock;
  else t->given_count = GIVEN_ANY;
}

int taking_is_given(const struct program *p, const struct taking *t, uint32_t lock) {
  if (t->given_count > MAX_GIVEN) return 1;
  for (unsigned i = 0; i < t->given_count; i++)
    if (lock_matches(p, lock, t->given[i])) return 1;
  return 0;
}

/* Two elements of one array may be one, but need not be. */
static int are_elements(const struct program *p, uint32_t one, uint32_t other) {
  const struct facts_node *a = node_of(p, one), *b = node_of(p, other);
  while (a->kind == FACTS_FIELD && b->kind == FACTS_FIELD && a->b == b->b) {
    a = node_of(p, a->a);
    b = node_of(p, b->a);
  }
  return a->kind == FACTS_INDEX && b->kind == FACTS_INDEX && a->a == b->a && a->b != b->b;
}

int taking_is_held(struct program *p, const struct taking *t, const struct held *h) {
  if (t->named) {
    uint32_t name = lock_name(p, h->lock);
    return name != FACTS_NONE && !lock_names_meet(p, name, t->lock) ? 0 : -1;
  }
  int match = lock_matches(p, h->lock, t->lock);
  return match < 0 && are_elements(p, h->lock, t->lock) ? 0 : match;
}

/* Whether the thread surely or perhaps has the lock, so that nothing is waited for. */
static int is_had(struct body *b, const struct state *s, const struct taking *t) {
  int recursive = program_is_recursive(b->p, t->lock);
  for (unsigned i = 0; i < s->held_count; i++) {
    const struct held *h = &s->held[i];
    int same = h->flags & HELD_DEBT ? 0 : taking_is_held(b->p, t, h);
    if (!same || taking_is_given(b->p, t, h->lock)) continue;
    if (same > 0 || recursive || (h->flags & HELD_MAYBE)) return 1;
  }
  return 0;
}

static int is_private(struct body *b, const struct state *s, uint32_t lock) {
  return body_is_building(b, s, object_of(b->p, lock)) != 0;
}

/* Taken at two places: what holds of both. */
static void merge(const struct program *p, struct taking *old, const struct taking *t) {
  old->contexts |= t->contexts;
  if (old->signs != t->signs || old->condition != t->condition) old->signs = 0;
  if (old->given_count > MAX_GIVEN) {
    old->given_count = t->given_count;
    memcpy(old->given, t->given, sizeof old->given);
    return;
  }
  unsigned kept = 0;
  for (unsigned i = 0; i < old->given_count; i++)
    if (taking_is_given(p, t, old->given[i])) old->given[kept++] = old->given[i];
  old->given_count = (uint8_t)kept;
}

static int has_name(struct program *p, const struct taking *t) {
  return t->named || node_of(p, base_of(p, t->lock))->kind == FACTS_PARAM ||
         lock_name(p, t->lock) != FACTS_NONE;
}

static void keep(struct body *b, const struct taking *t) {
  struct summary *s = b->summary;
  if (!has_name(b->p, t)) return;
  for (uint32_t i = 0; i < s->taking_count; i++) {
    struct taking *old = s->takings[i];
    if (old->lock != t->lock || old->named != t->named || old->mode != t->mode) continue;
    merge(b->p, old, t);
    return;
  }
  if (s->taking_count == MAX_TAKINGS) return;
  if ((s->taking_count & (s->taking_count - 1)) == 0) {
    struct taking **grown = ARENA_ARRAY(&b->p->arena, struct taking *, s->taking_count * 2 + 1);
    if (s->taking_count) memcpy(grown, s->takings, s->taking_count * sizeof *grown);
    s->takings = grown;
  }
  struct taking *copy = ARENA_ARRAY(&b->p->arena, struct taking, 1);
  *copy = *t;
  s->takings[s->taking_count++] = copy;
}

/* A parameter of which something is known here, as a condition for the callers. */
static void note_condition(struct body *b, const struct state *s, struct taking *t) {
  for (unsigned i = 0; i < s->sign_count && !t->signs; i++) {
    const struct facts_node *n = node_of(b->p, s->signs[i].value);
    if (n->kind != FACTS_LOAD || node_of(b->p, n->a)->kind != FACTS_PARAM) continue;
    if (s->signs[i].signs == SIGN_ANY) continue;
    t->condition = s->signs[i].value;
    t->signs = s->signs[i].signs;
  }
}

static void take(struct body *b, struct state *s, struct taking *t) {
  if (!t->named && is_private(b, s, t->lock)) return;
  if (is_had(b, s, t)) return;
  body_note_nestings(b, s, t);
  for (unsigned i = 0; i < s->held_count; i++)
    if (s->held[i].flags & HELD_DEBT) add_given(t, s->held[i].lock);
  note_condition(b, s, t);
  keep(b, t);
}

static struct taking taking_here(const struct body *b, uint32_t lock, enum custody_hold mode) {
  return (struct taking){.lock = lock,
                         .function = b->function,
                         .contexts = b->contexts,
                         .mode = (uint8_t)mode,
                         .place = b->place};
}

static void take_known(struct body *b, struct state *s, const struct facts_event *e,
                       const struct known *known) {
  if (known->action != ACTION_ACQUIRE && known->action != ACTION_WAIT) return;
  uint32_t lock = body_lock_argument(b, s, e, known->argument);
  struct taking t = taking_here(
      b, lock, known->mode == MODE_SHARED ? CUSTODY_HELD_SHARED : CUSTODY_HELD_EXCLUSIVE);
  t.again = known->action == ACTION_WAIT;
  if (t.again) add_given(&t, lock);
  take(b, s, &t);
}

static int takes_itself(struct body *b, const struct state *s, const struct facts_event *e,
                        const struct function *f, uint32_t lock) {
  for (uint32_t i = 0; is_defined(f) && f->summary && i < f->summary->taking_count; i++)
    if (body_in_caller(b, s, e, f->summary->takings[i]->lock) == lock) return 1;
  return 0;
}

/* What a contract says is taken, where the body does not show it. */
static void take_clauses(struct body *b, struct state *s, const struct facts_event *e,
                         const struct function *f) {
  for (uint32_t i = 0; i < f->clause_count; i++) {
    if (!clause_takes(f->clauses[i].kind) || f->clauses[i].is_try) continue;
    uint32_t lock = body_in_caller(b, s, e, f->clauses[i].lock);
    if (lock == FACTS_NONE || takes_itself(b, s, e, f, lock)) continue;
    int shared = clause_is_shared(f->clauses[i].kind);
    struct taking t = taking_here(b, lock, shared ? CUSTODY_HELD_SHARED : CUSTODY_HELD_EXCLUSIVE);
    take(b, s, &t);
  }
}

/* Whether the callee takes it with these arguments; keeps the condition for the caller's callers. */
static int can_be_taken(struct body *b, struct state *s, const struct facts_event *e,
                        struct taking *t) {
  if (!t->signs) return 1;
  uint32_t value = body_in_caller(b, s, e, t->condition);
  if (value == FACTS_NONE || !value) {
    t->signs = 0;
    return 1;
  }
  if (!(state_signs(b->p, s, value) & t->signs)) return 0;
  const struct facts_node *n = node_of(b->p, value);
  t->condition = value;
  if (n->kind != FACTS_LOAD || node_of(b->p, n->a)->kind != FACTS_PARAM) t->signs = 0;
  return 1;
}

static void take_below(struct body *b, struct state *s, const struct facts_event *e,
                       const struct function *callee, const struct taking *below) {
  struct taking t = *below;
  t.function = b->function;
  t.below = below;
  t.place = b->place;
  t.contexts &= body_contexts_below(b, callee);
  if (!t.contexts || !can_be_taken(b, s, e, &t)) return;
  if (!t.named) t.lock = body_in_caller(b, s, e, below->lock);
  if (t.lock == FACTS_NONE) {
    t.lock = lock_name(b->p, below->lock);
    t.named = 1;
  }
  t.given_count = 0;
  for (unsigned i = 0; i < below->given_count && t.given_count <= MAX_GIVEN; i++)
    add_given(&t, i < MAX_GIVEN ? body_in_caller(b, s, e, below->given[i]) : FACTS_NONE);
  if (t.lock != FACTS_NONE) take(b, s, &t);
}

static void take_all(struct body *b, struct state *s, const struct facts_event *e,
                     const struct function *f) {
  const struct summary *summary = is_defined(f) ? f->summary : NULL;
  if (f->known && f->known->kind == KNOWN_LOCK) take_known(b, s, e, f->known);
  take_clauses(b, s, e, f);
  for (uint32_t i = 0; summary && i < summary->taking_count; i++)
    take_below(b, s, e, f, summary->takings[i]);
  for (uint32_t i = 0; summary && i < summary->nesting_count; i++)
    body_repeat_nesting(b, s, e, f, summary->nestings[i]);
}

static int has_debt(const struct states *states) {
  for (uint32_t i = 0; i < states->count; i++)
    for (unsigned k = 0; k < states->list[i]->held_count; k++)
      if (states->list[i]->held[k].flags & HELD_DEBT) return 1;
  return 0;
}

static void retain(struct held_call *call, const uint32_t *names, uint8_t count) {
  unsigned kept = 0;
  for (unsigned i = 0; i < call->count; i++)
    for (unsigned k = 0; k < count; k++)
      if (call->names[i] == names[k]) {
        call->names[kept++] = names[k];
        break;
      }
  call->count = (uint8_t)kept;
}

/* What is held in every state at a call of a function that takes locks. A function that is handed
 * to a library may run when nothing is. */
static void note_call(struct body *b, const struct states *states, uint32_t callee, int handed) {
  struct held_call call = {.caller = b->function, .callee = callee};
  if (b->f->joined && !handed) call.joined = b->f->joined[b->event];
  uint32_t names[MAX_GATES];
  for (uint32_t i = 0; !handed && i < states->count; i++) {
    uint8_t count = body_gates(b, states->list[i], FACTS_NONE, names, 0);
    if (i) retain(&call, names, count);
    else memcpy(call.names, names, sizeof names), call.count = count;
  }
  call.is_closed = (uint8_t)(handed || has_debt(states));
  uint32_t at = FACTS_APPEND(b->p->order, calls, 1);
  b->p->order->calls.row[at] = call;
}

static int all_alone(const struct body *b) {
  for (uint32_t i = 0; i < b->p->contexts->count; i++)
    if ((b->contexts >> i & 1) && !b->p->contexts->list[i].alone) return 0;
  return 1;
}

void body_note_takings(struct body *b, struct states *states, const struct facts_event *e,
                       const struct callees *c) {
  if (all_alone(b)) return;
  for (uint32_t i = 0; b->final && i < c->count + c->handed_count; i++) {
    uint32_t to = i < c->count ? c->function[i] : c->handed[i - c->count];
    const struct function *f = &b->p->functions.row[to];
    if (is_defined(f) && f->summary && f->summary->taking_count)
      note_call(b, states, to, i >= c->count);
  }
  if (c->count != 1 || c->by_type) return;
  for (uint32_t i = 0; i < states->count; i++)
    take_all(b, states->list[i], e, &b->p->functions.row[c->function[0]]);
}
