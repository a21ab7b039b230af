/* What a call asks for: the callee's contract, the needs that its body leaves open, and the lock
 * operation itself. Each becomes a need at this place, in this function's terms. */
#include "call.h"
#include "give.h"
#include "known.h"
#include "passed.h"
#include "pointee.h"
#include "report.h"
#include "value.h"

#include <string.h>

struct asked {
  const struct facts_event *event;
  const struct clause *clause;
  const struct known *known;
  const struct need *below;
  const struct function *callee;
  const struct passed *passed;
};

/* Whether a caller could name the lock, so that it may be held there. */
static int callers_know(struct body *b, uint32_t lock) {
  uint32_t base = node_of(b->p, base_of(b->p, lock))->kind;
  return base == FACTS_PARAM || base == FACTS_GLOBAL || base == FACTS_INSTANCE ||
         base == FACTS_CAPABILITY;
}

static int fill_clause(struct body *b, struct state *s, struct need *need, const void *data) {
  const struct asked *a = data;
  uint32_t lock = body_in_caller(b, s, a->event, a->clause->lock);
  if (lock == FACTS_NONE) return -1;
  need->guards[0].lock = lock;
  guard_look(b->p, s, &need->guards[0]);
  return 1;
}

static void ask_clause(struct body *b, struct states *states, const struct facts_event *e,
                       uint32_t callee, const struct clause *clause) {
  const struct function *f = &b->p->functions.row[callee];
  int excludes = clause->kind == CLAUSE_EXCLUDES;
  int shared = clause_is_shared(clause->kind);
  if (clause_takes(clause->kind) || clause_asserts(clause->kind) || clause->condition) return;
  struct origin *o = body_origin(b, excludes ? NEED_NOT_HELD : NEED_HELD, f->display);
  o->callee = callee;
  o->clause = clause;
  o->mode = shared ? CUSTODY_HELD_SHARED : CUSTODY_HELD_EXCLUSIVE;
  o->by_unlock = (uint8_t)clause_gives(clause->kind);
  struct guard guard = {0};
  struct need shape = {.origin = o, .contexts = b->contexts, .guards = &guard, .guard_count = 1};
  struct asked asked = {.event = e, .clause = clause};
  body_need(b, states, &shape, fill_clause, &asked);
}

/* A lock that only this function can tell from others of its array, and takes itself, is held by no
 * caller where it is given back. */
static void look_for_release(const struct body *b, const struct state *s, struct guard *g) {
  guard_look(b->p, s, g);
  if (g->hold == CUSTODY_NOT_HELD && !g->perhaps && body_is_own_lock(b, g->lock)) g->closed = 1;
}

/* Giving back what is not held here: the caller must hold it. */
static int fill_release(struct body *b, struct state *s, struct need *need, const void *data) {
  const struct asked *a = data;
  uint32_t lock = body_lock_argument(b, s, a->event, a->known->argument);
  need->guards[0].lock = lock;
  guard_look(b->p, s, &need->guards[0]);
  if (need->guards[0].hold != CUSTODY_NOT_HELD || need->guards[0].closed) return 0;
  look_for_release(b, s, &need->guards[0]);
  if (need->guards[0].perhaps) return -1;
  return node_has_kind(b->p, lock, NODE_STALE) ? -1 : 1;
}

/* Taking a lock: no caller may hold it. Where this function holds it, lock.c says so. */
static int fill_acquire(struct body *b, struct state *s, struct need *need, const void *data) {
  const struct asked *a = data;
  uint32_t lock = body_lock_argument(b, s, a->event, a->known->argument);
  need->guards[0].lock = lock;
  guard_look(b->p, s, &need->guards[0]);
  const struct guard *g = &need->guards[0];
  if (program_is_recursive(b->p, lock)) return 0;
  return g->hold == CUSTODY_NOT_HELD && !g->closed && !g->perhaps && callers_know(b, lock);
}

static struct origin *lock_origin(struct body *b, enum need_kind kind, const struct states *states,
                                  const struct facts_event *e, const struct known *known) {
  struct origin *o = body_origin(b, kind, NULL);
  o->path = body_lock_argument(b, states->list[0], e, known->argument);
  return o;
}

static void ask_lock(struct body *b, struct states *states, const struct facts_event *e,
                     const struct known *known) {
  if (!states->count || known->action == ACTION_TRY_ACQUIRE) return;
  int takes = known->action == ACTION_ACQUIRE;
  struct origin *o = lock_origin(b, takes ? NEED_NOT_HELD : NEED_HELD, states, e, known);
  o->by_unlock = !takes;
  o->by_lock = (uint8_t)takes;
  o->mode = known->mode == MODE_EXCLUSIVE ? CUSTODY_HELD_EXCLUSIVE : CUSTODY_HELD_SHARED;
  struct guard guard = {0};
  struct need shape = {.origin = o, .contexts = b->contexts, .guards = &guard, .guard_count = 1};
  struct asked asked = {.event = e, .known = known};
  body_need(b, states, &shape, takes ? fill_acquire : fill_release, &asked);
}

/* A lock that begins or ends: nobody here may hold it, and no caller. */
static int fill_life(struct body *b, struct state *s, struct need *need, const void *data) {
  const struct asked *a = data;
  uint32_t lock = body_lock_argument(b, s, a->event, a->known->argument);
  struct guard *g = &need->guards[0];
  g->lock = lock;
  if (!body_is_exact_lock(b->p, lock)) return 0;
  guard_look(b->p, s, g);
  return g->hold != CUSTODY_NOT_HELD || (!g->closed && !g->perhaps && callers_know(b, lock));
}

static void ask_life(struct body *b, struct states *states, const struct facts_event *e,
                     const struct known *known) {
  if (!states->count) return;
  struct origin *o = lock_origin(b, NEED_NOT_HELD, states, e, known);
  o->life = known->kind == KNOWN_LOCK_ENDS ? "destroyed" : "initialised";
  o->mode = CUSTODY_HELD_EXCLUSIVE;
  struct guard guard = {0};
  struct need shape = {.origin = o, .contexts = b->contexts, .guards = &guard, .guard_count = 1};
  struct asked asked = {.event = e, .known = known};
  body_need(b, states, &shape, fill_life, &asked);
}

/* A guard in the caller's terms; where it cannot be named there, its class. */
static int rewrite_guard(struct body *b, const struct state *s, const struct facts_event *e,
                         struct guard *g) {
  if (g->closed || g->loose) return 1;
  uint32_t lock = body_in_caller(b, s, e, g->lock);
  if (lock != FACTS_NONE) {
    g->lock = lock;
    return 1;
  }
  lock = lock_class(b->p, g->lock);
  if (lock == FACTS_NONE) return 0;
  g->lock = lock;
  g->loose = 1;
  return 1;
}

static int fill_below(struct body *b, struct state *s, struct need *need, const void *data) {
  const struct asked *a = data;
  if (!body_raise_premises(b, s, a->event, need)) return 0;
  uint32_t object = need->object ? body_in_caller(b, s, a->event, need->object) : FACTS_NONE;
  need->object = 0;
  if (object != FACTS_NONE) {
    object = object_of(b->p, object);
    int building = body_is_building(b, s, object);
    if (building < 0) body_doubt(b, need, DOUBT_BUILT);
    if (building) return building > 0 ? 0 : -1;
    int is_pinned = need->origin->rule && need->origin->rule->kind == CUSTODY_RULE_PINNED;
    if (is_pinned && body_has_taken(b, s, object)) return 0;
    if (body_may_build(b, s, object)) need->object = object;
  }
  for (uint32_t i = 0; i < need->guard_count; i++) {
    if (!rewrite_guard(b, s, a->event, &need->guards[i])) return -1;
    if (need->origin->kind == NEED_NOT_HELD && need->guards[i].loose) return 0;
    if (need->origin->by_unlock) look_for_release(b, s, &need->guards[i]);
    else guard_look(b->p, s, &need->guards[i]);
  }
  return 1;
}

uint64_t body_contexts_below(const struct body *b, const struct function *callee) {
  int is_same = callee->may_start == PHASE_ALONE && !callee->has_duties;
  return is_same ? b->contexts : contexts_from(b->p, b->contexts);
}

static int gives_back(const struct function *f) {
  if (f->known) return f->known->kind == KNOWN_LOCK && f->known->action == ACTION_RELEASE;
  for (uint32_t i = 0; is_defined(f) && f->summary && i < f->summary->need_count; i++)
    if (f->summary->needs[i]->origin->by_unlock) return 1;
  return 0;
}

/* Where one of several functions is called and not all give a lock back, perhaps none is. */
static int may_keep_locks(const struct program *p, const struct callees *c) {
  for (uint32_t i = 0; c->count > 1 && i < c->count; i++)
    if (!gives_back(&p->functions.row[c->function[i]])) return 1;
  return 0;
}

/* Of several functions that one call can reach, many may need the same. */
static int is_asked(struct body *b, struct need_set *asked, const struct need *shape) {
  struct need *before = need_set_find(asked, shape);
  if (before && before->premise_count) return 0;
  if (before && !(shape->contexts & ~before->contexts)) return 1;
  if (before) {
    before->contexts |= shape->contexts;
    return 0;
  }
  struct need *copy = ARENA_ARRAY(&b->scratch, struct need, 1);
  *copy = *shape;
  need_set_add(&b->scratch, asked, copy);
  return 0;
}

static void ask_below(struct body *b, struct states *states, const struct facts_event *e,
                      const struct function *callee, int may_keep, struct need_set *all) {
  const struct summary *summary = callee->summary;
  uint64_t here = body_contexts_below(b, callee);
  for (uint32_t i = 0; i < summary->need_count; i++) {
    struct need shape = *summary->needs[i];
    struct asked asked = {.event = e, .below = summary->needs[i], .callee = callee};
    shape.contexts &= here;
    if (!shape.contexts && shape.origin->kind != NEED_NOT_HELD) continue;
    if (shape.origin->kind == NEED_TOUCH) {
      body_touch_below(b, states, e, summary->needs[i], shape.contexts);
      continue;
    }
    if (may_keep && shape.origin->by_unlock) continue;
    if (all && is_asked(b, all, &shape)) continue;
    shape.below = summary->needs[i];
    shape.call = b->place;
    body_need(b, states, &shape, fill_below, &asked);
  }
}

/* Not what only a caller can make wrong: here nobody knows what it is given. */
static int goes_outside(const struct need *need) {
  return need->origin->kind != NEED_NOT_HELD && need->origin->kind != NEED_TOUCH;
}

/* A function handed to a library may run now, with what is held here, or later. Its needs end
 * here: they are findings unless a lock of the class that it wants is held. */
static int fill_handed(struct body *b, struct state *s, struct need *need, const void *data) {
  const struct asked *a = data;
  (void)a;
  need->object = need->premise_count = 0;
  for (uint32_t i = 0; i < need->guard_count; i++) {
    struct guard *g = &need->guards[i];
    if (g->closed) continue;
    uint32_t lock = g->loose ? g->lock : lock_class(b->p, g->lock);
    if (lock == FACTS_NONE) lock = g->lock;
    g->lock = lock;
    g->loose = 1;
    guard_look(b->p, s, g);
  }
  return 1;
}

static void ask_handed(struct body *b, struct states *states, const struct function *handed) {
  const struct summary *summary = handed->summary;
  uint64_t here = 0;
  for (uint32_t i = 0; i < b->p->contexts->count; i++)
    if (b->contexts >> i & 1)
      here |=
          (uint64_t)1 << (i > CONTEXT_ANYBODY ? b->p->contexts->list[i].after[PHASE_STARTED] : i);
  for (uint32_t i = 0; i < summary->need_count; i++) {
    struct need shape = *summary->needs[i];
    struct asked asked = {.below = summary->needs[i], .callee = handed};
    shape.contexts &= here;
    if (!shape.contexts || !goes_outside(&shape)) continue;
    shape.below = summary->needs[i];
    shape.call = b->place;
    shape.ends_here = 1;
    body_need(b, states, &shape, fill_handed, &asked);
  }
}

/* A function that is called with locks held that are named where it is passed. */
static int fill_with(struct body *b, struct state *s, struct need *need, const void *data) {
  const struct asked *a = data;
  need->object = need->premise_count = 0;
  for (uint32_t i = 0; i < need->guard_count; i++) {
    struct guard *g = &need->guards[i];
    for (uint32_t k = 0; !g->closed && k < a->passed->lock_count; k++) {
      uint32_t lock = body_in_caller(b, s, a->event, a->passed->locks[k]);
      uint32_t wanted = g->loose ? g->lock : lock_class(b->p, g->lock);
      uint32_t given = lock == FACTS_NONE ? FACTS_NONE : lock_class(b->p, lock);
      if (lock == g->lock || (wanted != FACTS_NONE && wanted == given))
        g->hold = CUSTODY_HELD_EXCLUSIVE;
      else if (lock == FACTS_NONE) g->perhaps = 1;
    }
  }
  return 1;
}

static void ask_with(struct body *b, struct states *states, const struct facts_event *e,
                     const struct passed *passed, const struct function *function) {
  const struct summary *summary = function->summary;
  struct asked asked = {.event = e, .callee = function, .passed = passed};
  for (uint32_t i = 0; summary && i < summary->need_count; i++) {
    struct need shape = *summary->needs[i];
    if (!shape.contexts || !goes_outside(&shape)) continue;
    shape.below = summary->needs[i];
    shape.call = b->place;
    shape.ends_here = 1;
    body_need(b, states, &shape, fill_with, &asked);
  }
}

static void ask_passed(struct body *b, struct states *states, const struct facts_event *e,
                       const struct function *callee) {
  for (const struct passed *at = callee->passed; at; at = at->next) {
    const uint32_t *list;
    if (!at->lock_count || at->parameter >= e->argument_count) continue;
    uint32_t row = b->unit->values.row[e->argument_begin + at->parameter];
    uint32_t count = program_pointed_functions(b->p, b->function, linked(b->p, b->f, row), &list);
    for (uint32_t i = 0; i < count; i++)
      if (is_defined(&b->p->functions.row[list[i]]))
        ask_with(b, states, e, at, &b->p->functions.row[list[i]]);
  }
}

void body_call_needs(struct body *b, struct states *states, const struct facts_event *e,
                     const struct callees *callees) {
  int may_keep = may_keep_locks(b->p, callees);
  struct need_set all = {0};
  for (uint32_t i = 0; i < callees->count; i++) {
    const struct function *f = &b->p->functions.row[callees->function[i]];
    if (f->known && f->known->kind == KNOWN_LOCK && !(may_keep && gives_back(f)))
      ask_lock(b, states, e, f->known);
    if (f->known && (f->known->kind == KNOWN_LOCK_BEGINS || f->known->kind == KNOWN_LOCK_ENDS))
      ask_life(b, states, e, f->known);
    for (uint32_t k = 0; k < f->clause_count; k++)
      ask_clause(b, states, e, callees->function[i], &f->clauses[k]);
    if (is_defined(f) && f->summary)
      ask_below(b, states, e, f, may_keep, callees->count > 1 ? &all : NULL);
    ask_passed(b, states, e, f);
  }
  for (uint32_t i = 0; i < callees->handed_count; i++) {
    const struct function *f = &b->p->functions.row[callees->handed[i]];
    if (is_defined(f) && f->summary) ask_handed(b, states, f);
  }
}
