/* Rules of what a pointer points to: PT_GUARDED_BY and the like.
 *
 * A path that goes through such a pointer, be it by a local copy, is judged by the pointer's rule,
 * whose locks are named from the object that holds the pointer. What a function touches of what a
 * parameter points to has the rule of the pointer that a caller passes, if that has one: the
 * function asks its callers, and says which locks it held by then. */
#include "pointee.h"
#include "call.h"
#include "value.h"

/* -- which rule ---------------------------------------------------------------------------- */

/* The pointer itself; of an element of an array of pointers, the array. */
static uint32_t pointer_of(const struct program *p, uint32_t part) {
  uint32_t pointer = node_of(p, part)->a;
  while (node_of(p, pointer)->kind == FACTS_INDEX) pointer = node_of(p, pointer)->a;
  return pointer;
}

static const struct rule *rule_of(const struct body *b, uint32_t part) {
  const struct facts_node *n = node_of(b->p, pointer_of(b->p, part));
  if (n->kind == FACTS_FIELD) return b->p->fields.row[n->b].pointee_rule;
  if (n->kind == FACTS_GLOBAL) return b->p->globals.row[n->a].pointee_rule;
  int is_parameter = n->kind == FACTS_PARAM && n->a < b->f->facts->parameter_count;
  return is_parameter && b->f->pointee_rules ? b->f->pointee_rules[n->a] : NULL;
}

/* The part of the path that a ruled pointer leads to, or 0. A member that is UNCHECKED has none. */
static uint32_t ruled_part(const struct body *b, uint32_t path) {
  for (;;) {
    const struct facts_node *n = node_of(b->p, path);
    if (n->kind == FACTS_DEREF) return rule_of(b, path) ? path : 0;
    if (n->kind != FACTS_FIELD && n->kind != FACTS_INDEX) return 0;
    if (n->kind == FACTS_FIELD && b->p->fields.row[n->b].unchecked) return 0;
    path = n->a;
  }
}

static const char *subject_of(struct body *b, uint32_t part) {
  const struct facts_node *n = node_of(b->p, pointer_of(b->p, part));
  if (n->kind == FACTS_FIELD) {
    const struct field *f = &b->p->fields.row[n->b];
    return arena_format(&b->p->arena, "*%s.%s", b->p->records.row[f->record].name, f->name);
  }
  const char *name =
      n->kind == FACTS_GLOBAL
          ? b->p->globals.row[n->a].name
          : facts_text(b->unit, b->unit->parameters.row[b->f->facts->parameter_begin + n->a].name);
  return arena_format(&b->p->arena, "*%s", name);
}

/* -- the access ---------------------------------------------------------------------------- */

/* What is pointed to is being built while whatever holds the pointer is. */
static int fill_part(struct body *b, struct state *s, struct need *need, uint32_t part) {
  uint32_t object = object_of(b->p, path_of(b->p, s, part));
  uint32_t pointer = path_of(b->p, s, pointer_of(b->p, part));
  const struct facts_node *n = node_of(b->p, pointer);
  uint32_t holder = n->kind == FACTS_FIELD ? object_of(b->p, pointer) : object;
  int building = body_is_building(b, s, object);
  if (building <= 0 && holder != object) {
    int is_held = body_is_building(b, s, holder);
    if (is_held) building = is_held;
  }
  if (building) return building > 0 ? 0 : -1;
  need->object = body_may_build(b, s, holder) ? holder : body_may_build(b, s, object) ? object : 0;
  body_fill_guards(b, s, need, n->kind == FACTS_FIELD ? n->a : pointer);
  return 1;
}

static int fill_access(struct body *b, struct state *s, struct need *need, const void *data) {
  return fill_part(b, s, need, *(const uint32_t *)data);
}

static void access(struct body *b, struct states *states, const struct facts_event *e,
                   uint32_t part) {
  struct origin *o = body_origin(b, NEED_ACCESS, subject_of(b, part));
  o->rule = rule_of(b, part);
  o->access = (uint8_t)body_access_of(e->bits);
  o->by_address = (e->bits & FACTS_ACCESS_BY_ADDRESS) != 0;
  struct guard guards[MAX_GUARDS] = {0};
  struct need shape = {.origin = o,
                       .contexts = b->contexts,
                       .guards = guards,
                       .guard_count = (uint8_t)o->rule->guard_count};
  body_need(b, states, &shape, fill_access, &part);
}

/* -- what callers are asked ---------------------------------------------------------------- */

/* What a parameter points to, which the callers know. */
static uint32_t given_object(const struct body *b, uint32_t path) {
  uint32_t object = object_of(b->p, path);
  const struct facts_node *n = node_of(b->p, object);
  int is_given = n->kind == FACTS_DEREF && node_of(b->p, n->a)->kind == FACTS_PARAM;
  return is_given ? object : 0;
}

static void carry(struct need *need, struct guard lock) {
  if (need->guard_count < MAX_GUARDS) need->guards[need->guard_count++] = lock;
}

/* The locks of this function that are held, or were given back. */
static void carry_held(const struct state *s, struct need *need) {
  for (unsigned i = 0; i < s->held_count; i++) {
    const struct held *h = &s->held[i];
    int perhaps = (h->flags & (HELD_MAYBE | HELD_DOUBT)) != 0,
        is_debt = (h->flags & HELD_DEBT) != 0;
    carry(need, (struct guard){.lock = h->lock,
                               .hold = perhaps || is_debt ? CUSTODY_NOT_HELD : h->mode,
                               .closed = is_debt && !perhaps,
                               .perhaps = (uint8_t)perhaps});
  }
}

static int fill_touch(struct body *b, struct state *s, struct need *need, const void *data) {
  uint32_t path = path_of(b->p, s, *(const uint32_t *)data);
  need->object = given_object(b, body_walked_path(b, s, path));
  need->guard_count = 0;
  if (!need->object || rule_of(b, need->object)) return 0;
  carry_held(s, need);
  return 1;
}

static void ask_callers(struct body *b, struct states *states, const struct facts_event *e,
                        uint32_t path) {
  struct origin *o = body_origin(b, NEED_TOUCH, "");
  o->access = (uint8_t)body_access_of(e->bits);
  o->by_address = (e->bits & FACTS_ACCESS_BY_ADDRESS) != 0;
  struct guard guards[MAX_GUARDS] = {0};
  struct need shape = {
      .origin = o, .contexts = b->contexts, .guards = guards, .guard_count = MAX_GUARDS};
  body_need(b, states, &shape, fill_touch, &path);
}

void body_touch_pointee(struct body *b, struct states *states, const struct facts_event *e,
                        uint32_t path) {
  if (!b->p->has_pointee_rules) return;
  uint32_t written = ruled_part(b, path);
  if (written) {
    access(b, states, e, written);
    return;
  }
  for (uint32_t i = 0; i < states->count; i++) {
    struct states one = {.list = &states->list[i], .count = 1};
    uint32_t here = path_of(b->p, states->list[i], path);
    uint32_t part = ruled_part(b, body_walked_path(b, states->list[i], here));
    if (part) access(b, &one, e, part);
    else ask_callers(b, &one, e, path);
  }
}

/* -- what callees ask ---------------------------------------------------------------------- */

struct below {
  const struct facts_event *event;
  const struct need *need;
};

/* The access that a callee's touch is by this rule, one for all ways. */
static struct origin *ruled_origin(struct body *b, struct origin *touch, uint32_t part) {
  const struct rule *rule = rule_of(b, part);
  for (struct origin *at = touch->ruled; at; at = at->ruled)
    if (at->rule == rule) return at;
  struct origin *o = ARENA_ARRAY(&b->p->arena, struct origin, 1);
  *o = *touch;
  o->kind = NEED_ACCESS;
  o->rule = rule;
  o->subject = subject_of(b, part);
  touch->ruled = o;
  return o;
}

/* The locks that the callee held by then count as if they were held here. */
static void apply(struct body *b, struct guard *guard, const struct guard *carried) {
  if (carried->loose) {
    guard->perhaps |= lock_class(b->p, guard->lock) == carried->lock;
    return;
  }
  int match = lock_matches(b->p, carried->lock, guard->lock);
  if (match < 0 || (match && carried->perhaps)) guard->perhaps = 1;
  else if (match && carried->closed) guard->closed = 1;
  else if (match && carried->hold > guard->hold) guard->hold = carried->hold;
}

/* The callee's locks in this function's terms; what has no name here, by its class. */
static uint32_t carried_here(struct body *b, const struct state *s, const struct below *below,
                             struct guard *carried) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < below->need->guard_count; i++) {
    struct guard g = below->need->guards[i];
    uint32_t lock = g.loose ? g.lock : body_in_caller(b, s, below->event, g.lock);
    if (lock == FACTS_NONE) {
      lock = lock_class(b->p, g.lock);
      g.loose = 1;
    }
    if (lock == FACTS_NONE) continue;
    g.lock = lock;
    carried[count++] = g;
  }
  return count;
}

static int become_access(struct body *b, struct state *s, struct need *need, uint32_t part,
                         const struct guard *carried, uint32_t count) {
  need->origin = ruled_origin(b, need->origin, part);
  need->guard_count = (uint8_t)need->origin->rule->guard_count;
  int open = fill_part(b, s, need, part);
  for (uint32_t i = 0; open > 0 && i < need->guard_count; i++) {
    for (uint32_t k = 0; k < count; k++) apply(b, &need->guards[i], &carried[k]);
    if (need->guards[i].closed) need->guards[i].hold = CUSTODY_NOT_HELD;
  }
  return open;
}

static int fill_below(struct body *b, struct state *s, struct need *need, const void *data) {
  const struct below *below = data;
  struct guard carried[MAX_GUARDS];
  uint32_t path = body_in_caller(b, s, below->event, need->object);
  need->guard_count = 0;
  need->object = 0;
  if (!path || path == FACTS_NONE) return 0;
  uint32_t part = ruled_part(b, path), count = carried_here(b, s, below, carried);
  if (part) return become_access(b, s, need, part, carried, count);
  need->object = given_object(b, path);
  for (uint32_t i = 0; i < count; i++) carry(need, carried[i]);
  carry_held(s, need);
  return need->object != 0;
}

void body_touch_below(struct body *b, struct states *states, const struct facts_event *e,
                      const struct need *below, uint64_t contexts) {
  struct below data = {e, below};
  struct guard guards[MAX_GUARDS] = {0};
  struct need shape = *below;
  shape.guards = guards;
  shape.guard_count = MAX_GUARDS;
  shape.contexts = contexts;
  shape.below = below;
  shape.call = b->place;
  body_need(b, states, &shape, fill_below, &data);
}
