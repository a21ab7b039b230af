/* Functions' annotations of locks as the clauses of their contracts. */
#include "rule.h"

#include <string.h>

/* Rows that say the same as another, but under a condition, which comes first. */
static const struct {
  const char *name;
  enum clause_kind kind;
  uint8_t is_try;
} conditional[] = {
    {"try_acquire", CLAUSE_ACQUIRE, 1},
    {"try_acquire_shared", CLAUSE_ACQUIRE_SHARED, 1},
    {"acquire_if", CLAUSE_ACQUIRE, 0},
    {"release_if", CLAUSE_RELEASE_GENERIC, 0},
};

static int clause_kind(const char *name) {
  static const char *const names[] = {
      [CLAUSE_REQUIRES] = "requires",
      [CLAUSE_REQUIRES_SHARED] = "requires_shared",
      [CLAUSE_EXCLUDES] = "excludes",
      [CLAUSE_ASSERT_HELD] = "assert_held",
      [CLAUSE_ASSERT_HELD_SHARED] = "assert_held_shared",
      [CLAUSE_ACQUIRE] = "acquire",
      [CLAUSE_ACQUIRE_SHARED] = "acquire_shared",
      [CLAUSE_RELEASE] = "release",
      [CLAUSE_RELEASE_SHARED] = "release_shared",
      [CLAUSE_RELEASE_GENERIC] = "release_generic",
  };
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i]) == 0) return (int)i;
  return -1;
}

static int has_clause(const struct function *f, const struct clause *c) {
  for (uint32_t i = 0; i < f->clause_count; i++)
    if (f->clauses[i].kind == c->kind && f->clauses[i].lock == c->lock &&
        f->clauses[i].condition == c->condition)
      return 1;
  return 0;
}

static void add_clause(const struct reading *r, struct function *f, struct clause clause,
                       const struct facts_annotation *a, const struct facts_argument *lock) {
  clause.lock = r->p->units[r->unit].nodes[lock->path];
  if (!lock->path || has_clause(f, &clause)) return;
  program_refuse_unknown_lock(r->p, r->unit, a, lock->path);
  struct clause *clauses = ARENA_ARRAY(&r->p->arena, struct clause, f->clause_count + 1);
  if (f->clause_count) memcpy(clauses, f->clauses, f->clause_count * sizeof *clauses);
  clause.text = reading_annotation(r, a);
  clause.place = program_place(r->p, r->unit, a->place);
  clauses[f->clause_count++] = clause;
  f->clauses = clauses;
}

/* Whether the annotation is one of locks; adds a clause for each. */
int read_clauses(const struct reading *r, struct function *f, const struct facts_annotation *a) {
  const char *name = reading_text(r, a->name);
  int kind = clause_kind(name);
  struct clause clause = {.kind = (enum clause_kind)kind};
  uint32_t from = 0;
  for (unsigned i = 0; kind < 0 && i < sizeof conditional / sizeof *conditional; i++) {
    if (strcmp(name, conditional[i].name) != 0 || !a->argument_count) continue;
    uint32_t condition = reading_argument(r, a, 0)->path;
    kind = (int)conditional[i].kind;
    clause.kind = conditional[i].kind;
    clause.is_try = conditional[i].is_try;
    clause.condition = r->p->units[r->unit].nodes[condition];
    from = condition ? 1 : a->argument_count;
  }
  for (uint32_t i = from; kind >= 0 && i < a->argument_count; i++)
    add_clause(r, f, clause, a, reading_argument(r, a, i));
  return kind >= 0;
}
