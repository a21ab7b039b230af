/* Needs at one event: which stay open, which go up to the callers, which are findings.
 *
 * A need is judged in every state at the event. What is wrong even in the best case a caller could
 * make, or what a root leaves open, is told to the reporter; the rest is kept in the summary. */
#include "body.h"
#include "report.h"
#include "value.h"

#include <string.h>

enum { SITE_PROVED = 1, SITE_UNPROVED = 2, SITE_WRONG = 3 };

static void mark(struct body *b, const struct origin *origin, uint8_t status) {
  if (b->final && origin->site && *origin->site < status) *origin->site = status;
}

struct origin *body_origin(struct body *b, enum need_kind kind, const char *subject) {
  struct origin *o = ARENA_ARRAY(&b->p->arena, struct origin, 1);
  o->kind = (uint8_t)kind;
  o->function = b->function;
  o->place = b->place;
  o->subject = subject;
  o->callee = FACTS_NONE;
  return o;
}

/* A contract that forbids to hold the lock speaks for the body that takes it. */
static int contract_covers(const struct body *b, const struct need *need) {
  for (uint32_t i = 0; need->origin->by_lock && i < b->f->clause_count; i++) {
    enum clause_kind kind = b->f->clauses[i].kind;
    int forbids = kind == CLAUSE_EXCLUDES || clause_takes(kind);
    if (forbids &&
        lock_matches(b->p, need->guards[0].lock, path_of(b->p, NULL, b->f->clauses[i].lock)))
      return 1;
  }
  return 0;
}

/* A need that lives as long as the program does: what it is made of lies on a walk's own stack. */
static struct need *copy_of(struct arena *arena, const struct need *need) {
  struct need *copy = ARENA_ARRAY(arena, struct need, 1);
  *copy = *need;
  copy->guards = ARENA_ARRAY(arena, struct guard, need->guard_count);
  if (need->guard_count)
    memcpy(copy->guards, need->guards, need->guard_count * sizeof *need->guards);
  copy->premises = ARENA_ARRAY(arena, struct premise, need->premise_count);
  if (need->premise_count)
    memcpy(copy->premises, need->premises, need->premise_count * sizeof *need->premises);
  return copy;
}

static void keep(struct body *b, const struct need *need) {
  struct summary *s = b->summary;
  if (contract_covers(b, need)) return;
  struct need *known = need_set_find(&b->kept, need);
  if (known) {
    known->contexts |= need->contexts;
    premise_merge(known->premises, &known->premise_count, need->premises, need->premise_count);
    return;
  }
  if (s->need_count >= MAX_NEEDS) {
    body_doubt(b, need, DOUBT_TOO_MUCH);
    mark(b, need->origin, SITE_UNPROVED);
    return;
  }
  if ((s->need_count & (s->need_count - 1)) == 0) {
    struct need **grown = ARENA_ARRAY(&b->p->arena, struct need *, s->need_count * 2 + 1);
    if (s->need_count) memcpy(grown, s->needs, s->need_count * sizeof *grown);
    s->needs = grown;
  }
  struct need *copy = copy_of(&b->p->arena, need);
  s->needs[s->need_count++] = copy;
  need_set_add(&b->scratch, &b->kept, copy);
}

static void tell(struct body *b, const struct need *need, uint32_t context,
                 struct custody_verdict verdict) {
  mark(b, need->origin, SITE_WRONG);
  if (b->final) report_need(b->p, need, context, verdict);
}

/* Contexts that begin in this function, and what they become. */
static uint64_t rooted(const struct body *b) { return contexts_from(b->p, b->f->roots); }

/* Whether a need that is wrong in this context is a finding here, or at least nothing more. */
static int is_certain(struct body *b, const struct need *need, uint32_t context, int at_root) {
  const struct context *c = &b->p->contexts->list[context];
  int hopeless = need_verdict(b->p, need, context, VIEW_BEST).finding != CUSTODY_FINDING_NONE;
  if (context == CONTEXT_ANYBODY || c->maybe) return 0;
  if (context == CONTEXT_NOBODY) return at_root;
  if (c->assumed && b->p->world == ENGINE_OPEN_WORLD) return hopeless && at_root;
  return at_root || (hopeless && !need->object && !premise_decides(need));
}

static void settle_context(struct body *b, struct need *need, uint32_t context, uint64_t roots) {
  uint64_t bit = (uint64_t)1 << context;
  int at_root = need->ends_here || (roots & bit);
  struct custody_verdict verdict = need_verdict(b->p, need, context, VIEW_FINDING);
  if (verdict.finding && is_certain(b, need, context, at_root)) {
    tell(b, need, context, verdict);
    need->contexts &= ~bit;
  } else if (at_root) {
    body_doubt(b, need, DOUBT_CALLERS);
    mark(b, need->origin, SITE_UNPROVED);
  }
}

/* A lock that must not be held is held. */
static void settle_not_held(struct body *b, struct need *need) {
  const struct guard *g = &need->guards[0];
  int conflicts = g->hold == CUSTODY_HELD_EXCLUSIVE ||
                  (g->hold == CUSTODY_HELD_SHARED && need->origin->mode == CUSTODY_HELD_EXCLUSIVE);
  struct custody_verdict verdict = {CUSTODY_FINDING_BALANCE, CUSTODY_NEED_NOTHING};
  if (!conflicts) {
    if (!g->closed && !g->perhaps) keep(b, need);
    return;
  }
  for (uint32_t i = 0; i < b->p->contexts->count; i++)
    if (need->contexts >> i & 1) {
      tell(b, need, i, verdict);
      return;
    }
}

static int is_perhaps_held(const struct need *need) {
  for (uint32_t i = 0; i < need->guard_count; i++)
    if (need->guards[i].perhaps) return 1;
  return 0;
}

static void settle(struct body *b, struct need *need) {
  if (need->origin->kind == NEED_NOT_HELD) {
    settle_not_held(b, need);
    return;
  }
  if (need->origin->kind == NEED_TOUCH) {
    keep(b, need);
    return;
  }
  uint64_t proved_open = need_open_contexts(b->p, need, need->contexts, VIEW_PROOF);
  uint64_t open = need_open_contexts(b->p, need, need->contexts, VIEW_FINDING);
  if (proved_open & ~open) {
    body_doubt(b, need, is_perhaps_held(need) ? DOUBT_PERHAPS_HELD : DOUBT_ROLE);
    mark(b, need->origin, SITE_UNPROVED);
  }
  need->contexts = proved_open;
  uint64_t roots = rooted(b);
  for (uint32_t i = 0; i < b->p->contexts->count; i++)
    if (proved_open >> i & 1) settle_context(b, need, i, roots);
  if ((need->contexts & open) && !need->ends_here) keep(b, need);
}

static void note_held(struct body *b, const struct state *s, struct need *need) {
  uint32_t count = need->held_count;
  uint32_t more = s->held_count > 4 ? 4 : s->held_count;
  if (!more || count + more > 8) return;
  struct held_note *notes = ARENA_ARRAY(&b->p->arena, struct held_note, count + more);
  if (count) memcpy(notes, need->held, count * sizeof *notes);
  for (uint32_t i = 0; i < s->held_count && count < need->held_count + more; i++)
    if (!(s->held[i].flags & HELD_DEBT))
      notes[count++] =
          (struct held_note){b->function, s->held[i].lock, s->held[i].mode, s->held[i].place};
  need->held = notes;
  need->held_count = (uint8_t)count;
}

void body_need(struct body *b, struct states *states, const struct need *shape, fill_need *fill,
               const void *data) {
  /* What is not checked is not proved; nor is it checked at run time. */
  if (!b->f->no_check || b->p->world == ENGINE_OPEN_WORLD) mark(b, shape->origin, SITE_PROVED);
  if (b->f->no_check) return;
  for (uint32_t i = 0; i < states->count; i++) {
    struct need need = *shape;
    struct guard guards[MAX_GUARDS];
    struct premise premises[MAX_PREMISES];
    need.guards = guards;
    need.premises = premises;
    if (shape->guard_count) memcpy(guards, shape->guards, shape->guard_count * sizeof *guards);
    if (shape->premise_count)
      memcpy(premises, shape->premises, shape->premise_count * sizeof *premises);
    need.function = b->function;
    int open = fill(b, states->list[i], &need, data);
    if (open < 0) {
      body_doubt(b, &need, DOUBT_NO_NAME);
      mark(b, need.origin, SITE_UNPROVED);
    }
    if (open <= 0) continue;
    note_held(b, states->list[i], &need);
    body_note_premises(b, states->list[i], &need);
    settle(b, &need);
  }
}
