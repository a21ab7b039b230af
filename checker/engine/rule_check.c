/* Rules that can never hold as they are written. */
#include "report.h"

/* Many threads have the role of a pool at once, so what "the pool" owns, two of its threads can
 * touch at once: only data of which each thread has its own may be owned so. */
static void check_pool_owner(struct program *p, const struct rule *rule, uint32_t flags) {
  if (!rule || (flags & FACTS_TYPE_THREAD_LOCAL)) return;
  if (rule->kind != CUSTODY_RULE_OWNED_BY && rule->kind != CUSTODY_RULE_OWNED_BY_LOCKED) return;
  if (rule->role == FACTS_NONE || !p->roles.row[rule->role].pool) return;
  const struct role *role = &p->roles.row[rule->role];
  const char *text =
      arena_format(&p->arena, "%s can never hold: many threads have the role '%s' at once",
                   rule->text, role->name);
  report_annotation(p, rule->place, text, "", role->place,
                    arena_format(&p->arena,
                                 "'%s' is declared a pool here: guard the data with a lock, make "
                                 "it thread-local, or declare one thread's role",
                                 role->name));
}

enum said { SAYS_HELD, SAYS_NOT_HELD, SAYS_NEITHER };

/* What a clause says of the lock when the function is called. */
static enum said said_of(const struct clause *c) {
  if (c->condition || c->is_try) return SAYS_NEITHER;
  switch (c->kind) {
  case CLAUSE_REQUIRES:
  case CLAUSE_REQUIRES_SHARED:
  case CLAUSE_RELEASE:
  case CLAUSE_RELEASE_SHARED:
  case CLAUSE_RELEASE_GENERIC: return SAYS_HELD;
  case CLAUSE_EXCLUDES:
  case CLAUSE_ACQUIRE:
  case CLAUSE_ACQUIRE_SHARED: return SAYS_NOT_HELD;
  default: return SAYS_NEITHER;
  }
}

static int contradict(enum said one, enum said other) {
  return (one == SAYS_HELD && other == SAYS_NOT_HELD) ||
         (one == SAYS_NOT_HELD && other == SAYS_HELD);
}

/* Gives back a shared lock for an exclusive one, or the other way. */
static int changes_mode(const struct clause *gives, const struct clause *takes) {
  return clause_gives(gives->kind) && clause_takes(takes->kind) &&
         clause_is_shared(gives->kind) != clause_is_shared(takes->kind);
}

/* Of two clauses that cannot both hold the second is told, with the first beside it. */
static void check_clauses(struct program *p, const struct function *f) {
  for (uint32_t i = 1; i < f->clause_count; i++)
    for (uint32_t k = 0; k < i; k++) {
      const struct clause *c = &f->clauses[i], *before = &f->clauses[k];
      if (before->lock != c->lock || !contradict(said_of(before), said_of(c))) continue;
      if (changes_mode(before, c) || changes_mode(c, before)) continue;
      report_annotation(p, c->place,
                        arena_format(&p->arena, "%s contradicts %s", c->text, before->text),
                        f->display, before->place,
                        "one says that callers hold the lock, the other that they do not");
    }
}

void program_check_rules(struct program *p) {
  for (uint32_t i = 0; i < p->functions.count; i++) check_clauses(p, &p->functions.row[i]);
  for (uint32_t i = 0; i < p->fields.count; i++) {
    check_pool_owner(p, p->fields.row[i].rule, p->fields.row[i].flags);
    check_pool_owner(p, p->fields.row[i].pointee_rule, p->fields.row[i].flags);
  }
  for (uint32_t i = 0; i < p->globals.count; i++) {
    check_pool_owner(p, p->globals.row[i].rule, p->globals.row[i].flags);
    check_pool_owner(p, p->globals.row[i].pointee_rule, p->globals.row[i].flags);
  }
}

void program_report_defects(struct program *p, uint32_t unit) {
  const struct facts_unit *u = p->units[unit].facts;
  for (uint32_t i = 0; i < u->defects.count; i++) {
    const struct facts_defect *d = &u->defects.row[i];
    struct place place = program_place(p, unit, d->place);
    const char *advice = facts_text(u, d->advice);
    report_annotation(p, place, facts_text(u, d->message), "", place, *advice ? advice : NULL);
  }
}

void program_refuse_unknown_lock(struct program *p, uint32_t unit, const struct facts_annotation *a,
                                 uint32_t path) {
  const struct facts_node *n = node_of(p, p->units[unit].nodes[path]);
  if (n->kind != FACTS_CAPABILITY || n->b != FACTS_ELSEWHERE || p->world != ENGINE_CLOSED_WORLD)
    return;
  const struct facts_unit *u = p->units[unit].facts;
  struct place place = program_place(p, unit, a->place);
  const char *message =
      arena_format(&p->arena, "'%s' names nothing: no file of the program has such a variable",
                   facts_text(u, u->nodes.row[path].a));
  report_annotation(p, place, message, "", place, NULL);
}
