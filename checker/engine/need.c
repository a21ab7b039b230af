/* Matching locks, and asking the rule table. */
#include "need.h"

#include "beside.h"
#include "context.h"
#include "state.h"
#include "value.h"
#include "writers.h"

#include <string.h>

static int both(int a, int b) { return !a || !b ? 0 : a < 0 || b < 0 ? -1 : 1; }

static int index_matches(const struct program *p, uint32_t held, uint32_t wanted) {
  if (!wanted || held == wanted) return 1;
  int constants =
      node_of(p, held)->kind == FACTS_INTEGER && node_of(p, wanted)->kind == FACTS_INTEGER;
  return constants ? 0 : -1;
}

static int matches(const struct program *p, uint32_t held, uint32_t wanted);

/* A path that goes through something of which no more is known, or to a lock by a pointer to the
 * lock itself, may be any lock. */
static int is_vague(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  return n->kind == FACTS_DEREF || node_has_kind(p, path, NODE_STALE) || n->kind == FACTS_UNKNOWN;
}

static int is_place(const struct facts_node *n) {
  return n->kind == FACTS_FIELD || n->kind == FACTS_INDEX || n->kind == FACTS_GLOBAL;
}

/* Of two paths of which one goes through something that is not known any more, such as the hash by
 * which a lock was found. A member, an element of an array and a variable are not each other. */
static int matches_stale(const struct program *p, uint32_t held, uint32_t wanted) {
  const struct facts_node *h = node_of(p, held), *w = node_of(p, wanted);
  if (h->kind != w->kind) return is_place(h) && is_place(w) ? 0 : -1;
  if (h->kind == FACTS_FIELD) return h->b == w->b ? -1 : 0;
  if (h->kind == FACTS_INDEX) return matches(p, h->a, w->a) ? -1 : 0;
  return -1;
}

static int matches(const struct program *p, uint32_t held, uint32_t wanted) {
  const struct facts_node *h = node_of(p, held), *w = node_of(p, wanted);
  if (held == wanted || w->kind == FACTS_INSTANCE) return 1;
  if (node_has_kind(p, held, NODE_STALE) || node_has_kind(p, wanted, NODE_STALE))
    return matches_stale(p, held, wanted);
  if (h->kind == FACTS_INSTANCE) return -1;
  /* an object by its own name, and by that of its first member, through a cast */
  if ((h->kind == FACTS_FIELD && h->a == wanted) || (w->kind == FACTS_FIELD && w->a == held))
    return -1;
  if (h->kind != w->kind) return 0;
  switch (h->kind) {
  case FACTS_FIELD: return h->b == w->b ? matches(p, h->a, w->a) : 0;
  case FACTS_INDEX: return both(matches(p, h->a, w->a), index_matches(p, h->b, w->b));
  case FACTS_DEREF:
  case FACTS_LOAD: return matches(p, h->a, w->a);
  case NODE_HOLDER: return -1;
  default: return 0;
  }
}

/* What a pointer that some call returned points to. */
static int is_returned(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  return n->kind == FACTS_DEREF && node_of(p, n->a)->kind == FACTS_TEMP;
}

/* `child->parent->lock` wanted with a parent's lock held: of a child that was found through that
 * parent, or in a round of a loop, it's perhaps the one. */
static int is_perhaps_parents(const struct program *p, uint32_t held, uint32_t wanted) {
  const struct facts_node *h = node_of(p, held), *w = node_of(p, wanted);
  if (h->kind != FACTS_FIELD || w->kind != FACTS_FIELD || h->b != w->b) return 0;
  const struct facts_node *pointed = node_of(p, w->a);
  if (pointed->kind != FACTS_DEREF || node_of(p, pointed->a)->kind != FACTS_FIELD) return 0;
  uint32_t child = node_of(p, pointed->a)->a, parent = object_of(p, h->a);
  return node_of(p, base_of(p, child))->kind == NODE_PHI ||
         (child != parent && node_mentions(p, child, parent));
}

int lock_matches(const struct program *p, uint32_t held, uint32_t wanted) {
  int match = matches(p, held, wanted);
  if (match) return match;
  if (is_perhaps_parents(p, held, wanted)) return -1;
  if (is_place(node_of(p, held)) && is_place(node_of(p, wanted))) return 0;
  if (is_returned(p, held) && is_returned(p, wanted)) return -1;
  int same_form = node_of(p, held)->kind == node_of(p, wanted)->kind;
  return (is_vague(p, held) || is_vague(p, wanted)) && !same_form ? -1 : 0;
}

uint32_t lock_class(struct program *p, uint32_t lock) {
  struct facts_node n = *node_of(p, lock);
  if (n.kind != FACTS_FIELD) return FACTS_NONE;
  uint32_t instance = program_node(p, FACTS_INSTANCE, p->fields.row[n.b].record, 0, 0);
  return program_node(p, FACTS_FIELD, instance, n.b, 0);
}

/* Whether a function of another file, called before this, could have taken the lock. */
static int may_be_taken(const struct program *p, const struct state *state, uint32_t lock) {
  const struct facts_node *base = node_of(p, base_of(p, lock));
  int is_global = base->kind == FACTS_INSTANCE || base->kind == FACTS_CAPABILITY ||
                  (base->kind == FACTS_GLOBAL && p->globals.row[base->a].unit == FACTS_NONE);
  for (unsigned i = 0; i < state->published_count; i++) {
    uint32_t object = state->published[i] & ~PUBLISHED_FLAGS;
    if (!(state->published[i] & PUBLISHED_UNSEEN)) continue;
    if (object ? node_mentions(p, lock, object) : is_global) return 1;
  }
  return 0;
}

/* Whether the state knows two objects to be one (`a == b`), so that a lock of the one is a lock of the
 * other. */
static int is_of_equal(const struct program *p, const struct state *state, uint32_t held,
                       uint32_t wanted) {
  const struct facts_node *h = node_of(p, held), *w = node_of(p, wanted);
  if (h->kind != FACTS_FIELD || w->kind != FACTS_FIELD || h->b != w->b) return 0;
  for (unsigned i = 0; i < state->sign_count; i++) {
    const struct facts_node *n = node_of(p, state->signs[i].value);
    if (n->kind != FACTS_BINARY || n->b != FACTS_EQUAL || (state->signs[i].signs & SIGN_ZERO))
      continue;
    const struct facts_node *one = node_of(p, n->a), *other = node_of(p, n->c);
    if (one->kind != FACTS_LOAD || other->kind != FACTS_LOAD) continue;
    if (node_mentions(p, node_mentions(p, held, one->a) ? wanted : held, other->a) &&
        node_mentions(p, node_mentions(p, held, one->a) ? held : wanted, one->a))
      return 1;
  }
  return 0;
}

void guard_look(const struct program *p, const struct state *state, struct guard *guard) {
  if (guard->closed) return;
  int given_back = 0;
  for (unsigned i = 0; i < state->held_count; i++) {
    const struct held *h = &state->held[i];
    int match = lock_matches(p, h->lock, guard->lock);
    if (!match && is_of_equal(p, state, h->lock, guard->lock)) match = -1;
    if (!match) continue;
    int is_vague_debt = (h->flags & HELD_DEBT) && (h->flags & HELD_MAYBE);
    if ((h->flags & HELD_DEBT) && !is_vague_debt) given_back |= match == 1 && !guard->loose;
    else if (match < 0 || is_vague_debt || guard->loose || (h->flags & (HELD_MAYBE | HELD_DOUBT)))
      guard->perhaps = 1;
    else if (h->mode > guard->hold) guard->hold = h->mode;
  }
  if (guard->hold == CUSTODY_NOT_HELD && may_be_taken(p, state, guard->lock)) guard->perhaps = 1;
  if (given_back && guard->hold == CUSTODY_NOT_HELD) guard->closed = 1;
}

static enum custody_hold hold_for(const struct guard *guard, enum view view) {
  if (view == VIEW_FINDING && guard->perhaps) return CUSTODY_HELD_EXCLUSIVE;
  if (view == VIEW_BEST && !guard->closed) return CUSTODY_HELD_EXCLUSIVE;
  return (enum custody_hold)guard->hold;
}

static struct custody_verdict judge_access(const struct program *p, const struct need *need,
                                           uint32_t context, int on_role, enum view view) {
  enum custody_hold holds[MAX_GUARDS];
  for (uint32_t i = 0; i < need->guard_count; i++) holds[i] = hold_for(&need->guards[i], view);
  struct custody_question q = {
      .rule = need->origin->rule->kind,
      .access = (enum custody_access)need->origin->access,
      .on_role = on_role,
      .reads_are_safe = reads_are_safe(p, need->origin->rule, context, view == VIEW_PROOF),
      .hold_count = need->guard_count,
      .holds = holds};
  return custody_judge(&q);
}

/* Nobody's role is known: the access must be right on the role and off it to be proved, and wrong
 * in both to be a finding. */
static struct custody_verdict judge_anybody(const struct program *p, const struct need *need,
                                            uint32_t context, enum view view) {
  struct custody_verdict on = judge_access(p, need, context, 1, view);
  struct custody_verdict off = judge_access(p, need, context, 0, view);
  if (view == VIEW_PROOF) return on.finding ? on : off;
  return on.finding && off.finding
             ? on
             : (struct custody_verdict){CUSTODY_FINDING_NONE, CUSTODY_NEED_NOTHING};
}

static struct custody_verdict judge_lock(const struct need *need, enum view view) {
  static const struct custody_verdict fine = {CUSTODY_FINDING_NONE, CUSTODY_NEED_NOTHING};
  const struct origin *o = need->origin;
  enum custody_hold hold = hold_for(&need->guards[0], view);
  int wants_exclusive = o->mode == CUSTODY_HELD_EXCLUSIVE;
  struct custody_verdict wrong = {o->by_unlock ? CUSTODY_FINDING_BALANCE : CUSTODY_FINDING_LOCK,
                                  wants_exclusive ? CUSTODY_NEED_LOCK_EXCLUSIVE
                                                  : CUSTODY_NEED_LOCK_SHARED};
  return hold >= o->mode ? fine : wrong;
}

/* With the role of that name, or without any where the program declares none. */
static int is_main_thread(const struct program *p, const struct context *c) {
  for (uint32_t i = 0; i < p->roles.count; i++)
    if ((c->roles >> i & 1) && strcmp(p->roles.row[i].name, "main") == 0) return 1;
  return !c->roles && c->root == FACTS_NONE;
}

/* Rules of objects, not of roles: whether the thread is where the object may be touched. */
static int is_on_object(const struct program *p, const struct need *need, uint32_t context,
                        enum view view) {
  if (need->origin->rule->kind == CUSTODY_RULE_SELF_LOCKED) return need->origin->is_inside;
  if (view == VIEW_PROOF) return 0;
  if (!need->origin->is_mains || context <= CONTEXT_ANYBODY) return 1;
  return is_main_thread(p, &p->contexts->list[context]);
}

struct custody_verdict need_verdict(struct program *p, const struct need *need, uint32_t context,
                                    enum view view) {
  static const struct custody_verdict fine = {CUSTODY_FINDING_NONE, CUSTODY_NEED_NOTHING};
  const struct context *c = &p->contexts->list[context];
  if (c->alone && !need->origin->by_unlock) return fine;
  if (need->origin->kind == NEED_NOT_HELD) return fine;
  if (need->origin->kind == NEED_HELD) return judge_lock(need, view);
  enum custody_rule kind = need->origin->rule->kind;
  if (kind == CUSTODY_RULE_SELF_LOCKED || kind == CUSTODY_RULE_PINNED)
    return judge_access(p, need, context, is_on_object(p, need, context, view), view);
  if (is_untouched_beside(p, need->origin->rule, c) ||
      is_untouched_while_stopped(p, need->origin->rule, c))
    return fine;
  if (context <= CONTEXT_ANYBODY) return judge_anybody(p, need, context, view);
  uint32_t role = need->origin->rule->role;
  return judge_access(p, need, context, role != FACTS_NONE && ((c->roles | c->stopped) >> role & 1),
                      view);
}

uint64_t need_open_contexts(struct program *p, const struct need *need, uint64_t candidates,
                            enum view view) {
  if (need->origin->kind == NEED_NOT_HELD) return candidates;
  uint64_t open = 0;
  for (uint32_t i = 0; i < p->contexts->count; i++)
    if ((candidates >> i & 1) && need_verdict(p, need, i, view).finding) open |= (uint64_t)1 << i;
  return open;
}

const char *origin_subject(struct program *p, const struct origin *o) {
  return o->subject ? o->subject : node_text(p, &p->functions.row[o->function], o->path);
}
