/* Where a lock is waited for while others are held. What speaks of a function's parameters is said
 * again by callers, in their terms; what cannot be said better is settled: it goes to the
 * program's list. */
#include "call.h"
#include "lock_name.h"
#include "nesting.h"
#include "value.h"

#include <string.h>

static int has_gate(const uint32_t *names, uint8_t count, uint32_t name) {
  for (unsigned i = 0; i < count; i++)
    if (names[i] == name) return 1;
  return 0;
}

uint8_t body_gates(struct body *b, const struct state *s, uint32_t except, uint32_t *names,
                   uint8_t count) {
  for (unsigned i = 0; i < s->held_count && count < MAX_GATES; i++) {
    const struct held *h = &s->held[i];
    if ((h->flags & (HELD_DEBT | HELD_MAYBE | HELD_DOUBT)) || h->lock == except) continue;
    if (h->mode != CUSTODY_HELD_EXCLUSIVE) continue;
    uint32_t name = lock_name(b->p, h->lock);
    if (name == FACTS_NONE || !lock_name_is_one(b->p, name) || has_gate(names, count, name))
      continue;
    names[count++] = name;
  }
  return count;
}

static int is_of_parameter(const struct program *p, uint32_t lock) {
  return node_has_kind(p, lock, FACTS_PARAM);
}

/* Callers say it again, more exactly, if it speaks of what they pass. */
static int is_open(const struct body *b, const struct nesting *n) {
  if (n->level >= MAX_LEVELS || b->summary->nesting_count >= MAX_NESTINGS) return 0;
  return is_of_parameter(b->p, n->first) || is_of_parameter(b->p, n->second);
}

static void keep(struct body *b, const struct nesting *n) {
  struct summary *s = b->summary;
  for (uint32_t i = 0; i < s->nesting_count; i++) {
    struct nesting *old = s->nestings[i];
    if (old->first != n->first || old->second != n->second || old->first_mode != n->first_mode ||
        old->second_mode != n->second_mode)
      continue;
    unsigned kept = 0;
    for (unsigned k = 0; k < old->gate_count; k++)
      if (has_gate(n->gates, n->gate_count, old->gates[k])) old->gates[kept++] = old->gates[k];
    old->gate_count = (uint8_t)kept;
    old->contexts |= n->contexts;
    old->joined &= n->joined;
    return;
  }
  if ((s->nesting_count & (s->nesting_count - 1)) == 0) {
    struct nesting **grown = ARENA_ARRAY(&b->p->arena, struct nesting *, s->nesting_count * 2 + 1);
    if (s->nesting_count) memcpy(grown, s->nestings, s->nesting_count * sizeof *grown);
    s->nestings = grown;
  }
  struct nesting *copy = ARENA_ARRAY(&b->p->arena, struct nesting, 1);
  *copy = *n;
  s->nestings[s->nesting_count++] = copy;
}

/* Somebody else than a caller that says it again can come here: the thread's start, or a call
 * through a pointer. */
static int has_other_callers(const struct body *b) { return b->f->roots || b->f->is_pointed; }

static int same_settled(const struct nesting *a, const struct nesting *b) {
  return a->first_name == b->first_name && a->second_name == b->second_name &&
         a->contexts == b->contexts && a->joined == b->joined && a->first_mode == b->first_mode &&
         a->second_mode == b->second_mode && a->gate_count == b->gate_count &&
         a->is_closed == b->is_closed && a->function == b->function &&
         a->place.line == b->place.line && a->place.column == b->place.column &&
         memcmp(a->gates, b->gates, a->gate_count * sizeof a->gates[0]) == 0;
}

static void settle(struct body *b, const struct nesting *n) {
  struct lock_order *order = b->p->order;
  if (n->first_name == FACTS_NONE || n->second_name == FACTS_NONE || !n->contexts) return;
  if (!b->final || b->f->no_check) return;
  for (uint32_t i = order->nestings.count; i-- > 0;) {
    const struct nesting *old = order->nestings.row[i];
    if (old->function != n->function) break;
    if (same_settled(old, n)) return;
  }
  struct nesting *copy = ARENA_ARRAY(&b->p->arena, struct nesting, 1);
  *copy = *n;
  uint32_t at = FACTS_APPEND(order, nestings, 1);
  order->nestings.row[at] = copy;
}

static void add(struct body *b, struct state *s, const struct nesting *n) {
  int one_class = n->first_name == FACTS_NONE || n->second_name == FACTS_NONE ||
                  lock_names_meet(b->p, n->first_name, n->second_name);
  if (one_class && body_is_ordered(b, s, n->first, n->second)) return;
  if (one_class && n->first_name != FACTS_NONE && program_keeps_order(b->p, n->first_name)) return;
  int open = is_open(b, n);
  if (open) keep(b, n);
  if (open && !has_other_callers(b)) return;
  if (!one_class || body_either_order(b, s, n->first, n->second)) settle(b, n);
}

static uint64_t joined_here(const struct body *b) {
  return b->f->joined ? b->f->joined[b->event] : 0;
}

static int has_debt(const struct state *s) {
  for (unsigned i = 0; i < s->held_count; i++)
    if (s->held[i].flags & HELD_DEBT) return 1;
  return 0;
}

static void note(struct body *b, struct state *s, const struct held *h, const struct taking *t) {
  if (body_is_building(b, s, object_of(b->p, h->lock))) return;
  struct nesting n = {.function = b->function,
                      .first = h->lock,
                      .second = t->lock,
                      .first_name = lock_name(b->p, h->lock),
                      .second_name = t->named ? t->lock : lock_name(b->p, t->lock),
                      .first_mode = h->mode,
                      .second_mode = t->mode,
                      .is_closed = (uint8_t)has_debt(s),
                      .contexts = t->contexts,
                      .joined = joined_here(b),
                      .first_place = h->place,
                      .place = b->place};
  struct taking *copy = ARENA_ARRAY(&b->p->arena, struct taking, 1);
  *copy = *t;
  n.taking = copy;
  n.gate_count = body_gates(b, s, h->lock, n.gates, 0);
  add(b, s, &n);
}

/* An element of an array of which nothing is known, not even in this function: too little to say
 * that it is still held. */
static int is_some_element(const struct program *p, uint32_t lock) {
  const struct facts_node *n = node_of(p, lock);
  while (n->kind == FACTS_FIELD) n = node_of(p, n->a);
  return n->kind == FACTS_INDEX && !n->b;
}

/* Whether the held lock has been given back by the time of the taking, or is perhaps the same. */
static int is_gone(struct body *b, const struct held *h, const struct taking *t) {
  if (h->flags & (HELD_DEBT | HELD_MAYBE | HELD_DOUBT) || is_some_element(b->p, h->lock)) return 1;
  return taking_is_given(b->p, t, h->lock) || taking_is_held(b->p, t, h);
}

void body_note_nestings(struct body *b, struct state *s, const struct taking *t) {
  for (unsigned i = 0; i < s->held_count; i++)
    if (!is_gone(b, &s->held[i], t)) note(b, s, &s->held[i], t);
}

static int is_private(struct body *b, const struct state *s, uint32_t lock) {
  return body_is_building(b, s, object_of(b->p, lock)) != 0;
}

/* A lock of the callee's in this function's terms, or its name. */
static uint32_t lock_here(struct body *b, const struct state *s, const struct facts_event *e,
                          uint32_t lock) {
  uint32_t here = body_in_caller(b, s, e, lock);
  return here == FACTS_NONE ? lock_name(b->p, lock) : here;
}

void body_repeat_nesting(struct body *b, struct state *s, const struct facts_event *e,
                         const struct function *callee, const struct nesting *below) {
  struct nesting n = *below;
  n.function = b->function;
  n.contexts &= body_contexts_below(b, callee);
  n.first = lock_here(b, s, e, below->first);
  n.second = lock_here(b, s, e, below->second);
  if (!n.contexts || n.first == FACTS_NONE || n.second == FACTS_NONE || n.first == n.second) return;
  if (is_private(b, s, n.first) || is_private(b, s, n.second)) return;
  n.first_name = lock_name(b->p, n.first);
  n.second_name = lock_name(b->p, n.second);
  n.gate_count = body_gates(b, s, n.first, n.gates, n.gate_count);
  n.is_closed |= (uint8_t)has_debt(s);
  n.joined |= joined_here(b);
  n.place = b->place;
  n.below = below;
  n.level++;
  add(b, s, &n);
}
