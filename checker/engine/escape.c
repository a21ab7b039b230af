/* The address of guarded storage must not outlive the section that it was taken in: returned from a
 * function that gave the lock back, or stored where others find it. Handing it to a callee that
 * only uses it, and returning it to a caller who holds the lock, is fine.
 *
 * Only the guarded storage itself counts, not what a guarded pointer points to. Links between
 * elements of one structure are pointers to guarded heads by nature: what is stored in an object of
 * the very type that it points to, in the same object, or under the same lock is no finding. */
#include "escape.h"
#include "report.h"
#include "value.h"

struct guarded {
  uint32_t path; /* the storage that has the rule */
  const struct rule *rule;
};

/* The guarded storage that a value is the address of. */
static int find_guarded(struct body *b, uint32_t value, struct guarded *g) {
  const struct facts_node *n = node_of(b->p, value);
  if (n->kind != FACTS_ADDRESS) return 0;
  g->path = body_ruled_part(b->p, n->a);
  g->rule = g->path ? body_rule_of(b->p, g->path) : NULL;
  return g->rule && g->rule->guard_count > 0;
}

static int is_told(const struct body *b) { return b->reporting && b->final && !b->f->no_check; }

static int any_matches(struct body *b, const struct state *s, const struct guarded *g,
                       uint32_t lock) {
  for (uint32_t i = 0; i < g->rule->guard_count; i++)
    if (lock_matches(b->p, lock, body_guard_path(b, s, g->rule->guards[i], g->path)) == 1) return 1;
  return 0;
}

/* A guard is held here, by whomever. */
static const struct held *held_guard(struct body *b, const struct state *s,
                                     const struct guarded *g) {
  for (unsigned i = 0; i < s->held_count; i++)
    if (!(s->held[i].flags & HELD_DEBT) && any_matches(b, s, g, s->held[i].lock))
      return &s->held[i];
  return NULL;
}

/* The function gives a guard back somewhere. */
static int ends_section(struct body *b, const struct state *s, const struct guarded *g) {
  for (uint32_t i = 0; i < b->ended_count; i++)
    if (any_matches(b, s, g, b->ended[i])) return 1;
  return 0;
}

static int is_private(struct body *b, const struct state *s, const struct guarded *g) {
  return body_is_building(b, s, object_of(b->p, g->path)) != 0;
}

void body_escape_return(struct body *b, struct state *s, uint32_t value, struct place place) {
  struct guarded g;
  if (!is_told(b) || !find_guarded(b, value, &g) || is_private(b, s, &g)) return;
  if (held_guard(b, s, &g) || !ends_section(b, s, &g)) return;
  report_escape(b->p, b->function, g.path, g.rule, place, "returned");
}

static uint32_t record_of_target(const struct program *p, uint32_t record, uint32_t path) {
  for (const struct facts_node *n = node_of(p, path);
       n->kind == FACTS_FIELD || n->kind == FACTS_INDEX; n = node_of(p, n->a))
    if (n->kind == FACTS_FIELD && p->fields.row[n->b].record == record) return 1;
  return 0;
}

/* The storage is a link, or the head of links, in objects like the one it is stored in. */
static int is_link(const struct program *p, uint32_t storage, uint32_t target) {
  for (const struct facts_node *n = node_of(p, storage);
       n->kind == FACTS_FIELD || n->kind == FACTS_INDEX; n = node_of(p, n->a)) {
    uint32_t record = n->kind == FACTS_FIELD ? p->fields.row[n->b].type_record : FACTS_NONE;
    if (record != FACTS_NONE && record_of_target(p, record, target)) return 1;
  }
  return 0;
}

static int has_same_guard(struct body *b, const struct state *s, const struct guarded *g,
                          uint32_t target) {
  uint32_t part = body_ruled_part(b->p, target);
  const struct rule *rule = part ? body_rule_of(b->p, part) : NULL;
  for (uint32_t i = 0; rule && i < rule->guard_count; i++)
    if (any_matches(b, s, g, body_guard_path(b, s, rule->guards[i], part))) return 1;
  return 0;
}

/* Storage that other threads find: a variable of the program, what it leads to, or what a function
 * that is not known to make new objects returned. What a parameter points to may be the caller's
 * own, which may use it as long as the section lasts: so only where that ends here. */
static int is_shared(struct body *b, const struct state *s, const struct guarded *g,
                     uint32_t path) {
  uint32_t kind = node_of(b->p, base_of(b->p, path))->kind, object = object_of(b->p, path);
  const struct held *held = held_guard(b, s, g);
  if (kind == FACTS_GLOBAL || kind == FACTS_INSTANCE) return 1;
  if (kind != FACTS_PARAM && kind != FACTS_TEMP) return 0;
  if (node_of(b->p, path)->kind == FACTS_DEREF || body_is_building(b, s, object)) return 0;
  return held && !(held->flags & HELD_ASSUMED) && ends_section(b, s, g);
}

void body_escape_store(struct body *b, struct state *s, uint32_t path, uint32_t value) {
  struct guarded g;
  if (!is_told(b) || !find_guarded(b, value, &g) || is_private(b, s, &g)) return;
  const struct facts_node *target = node_of(b->p, path);
  if (target->kind == FACTS_GLOBAL &&
      (b->p->globals.row[target->a].flags & FACTS_TYPE_THREAD_LOCAL))
    return;
  if (!is_shared(b, s, &g, path) || object_of(b->p, path) == object_of(b->p, g.path)) return;
  if (is_link(b->p, node_of(b->p, value)->a, path) || has_same_guard(b, s, &g, path)) return;
  report_escape(b->p, b->function, g.path, g.rule, b->place,
                arena_format(&b->p->arena, "stored in '%s'", node_text(b->p, b->f, path)));
}

void body_escape_call(struct body *b, struct state *s, uint32_t value,
                      const struct function *callee) {
  struct guarded g;
  if (!is_told(b) || !find_guarded(b, value, &g) || is_private(b, s, &g)) return;
  const struct facts_node *n = node_of(b->p, g.path);
  uint32_t flags =
      n->kind == FACTS_FIELD ? b->p->fields.row[n->b].flags : b->p->globals.row[n->a].flags;
  if (flags & (FACTS_TYPE_RECORD | FACTS_TYPE_POINTER)) return; /* a link, perhaps */
  report_escape(b->p, b->function, g.path, g.rule, b->place,
                arena_format(&b->p->arena, "passed to '%s', which keeps it", callee->display));
}
