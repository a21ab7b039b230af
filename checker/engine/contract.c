/* A call of a function whose annotations say what it does to locks. A clause with a condition
 * parts the states: where it holds, and where it does not. */
#include "call.h"
#include "out.h"
#include "value.h"

int has_lock_contract(const struct function *f) {
  if (f->returns_lock) return 1;
  for (uint32_t i = 0; i < f->clause_count; i++)
    if (f->clauses[i].kind >= CLAUSE_ASSERT_HELD) return 1;
  return 0;
}

static void apply(struct body *b, struct state *s, const struct clause *clause, uint32_t lock,
                  int perhaps) {
  uint8_t mode = clause_is_shared(clause->kind) ? CUSTODY_HELD_SHARED : CUSTODY_HELD_EXCLUSIVE;
  struct held held = {.lock = lock, .mode = mode, .place = b->place};
  if (perhaps) held.flags = HELD_MAYBE;
  if (clause_takes(clause->kind)) body_acquire(b, s, held, clause->is_try);
  else if (clause_asserts(clause->kind)) body_assert(b, s, lock, mode);
  else if (clause_gives(clause->kind) && perhaps) body_release_perhaps(b, s, lock, mode);
  else if (clause_gives(clause->kind)) body_release(b, s, lock, (enum custody_hold)mode);
}

/* One state becomes one or two. */
static void part(struct body *b, struct state *s, const struct facts_event *e,
                 const struct clause *clause, struct states *after) {
  uint32_t lock = body_in_caller(b, s, e, clause->lock), condition = FACTS_NONE;
  int truth = 1;
  if (clause->condition) {
    condition = body_in_caller(b, s, e, clause->condition);
    truth = condition == FACTS_NONE || !condition ? -1 : value_truth(b->p, s, condition);
  }
  if (lock == FACTS_NONE || truth == 0) {
    body_add_state(b, after, s);
    return;
  }
  if (truth < 0 && condition != FACTS_NONE && condition) {
    struct state *other = state_copy(&b->scratch, s);
    if (value_assume(b->p, &b->scratch, other, condition, 0)) body_add_state(b, after, other);
    if (!value_assume(b->p, &b->scratch, s, condition, 1)) return;
    truth = 1;
  }
  apply(b, s, clause, lock, truth < 0);
  body_add_state(b, after, s);
}

static void doubt_given(struct body *b, struct state *s, const struct facts_event *e,
                        const struct summary *summary) {
  for (uint32_t i = 0; i < summary->given_count; i++) {
    uint32_t lock = body_in_caller(b, s, e, summary->given[i]);
    if (lock != FACTS_NONE) body_doubt_held(b, s, lock);
  }
}

void body_contract(struct body *b, struct states *states, const struct facts_event *e,
                   const struct function *callee) {
  for (uint32_t k = 0; k < states->count; k++) {
    struct state *s = states->list[k];
    const uint32_t *arguments = body_arguments(b, s, e);
    for (uint32_t i = 0; i < callee->clause_count; i++)
      if (callee->clauses[i].condition)
        body_fill_out(b, s, arguments, e->argument_count, callee->clauses[i].condition);
    if (callee->returns_lock)
      body_bind_result(b, s, e, program_node(b->p, FACTS_ADDRESS, callee->returns_lock, 0, 0),
                       SIGN_ANY);
  }
  for (uint32_t i = 0; i < callee->clause_count; i++) {
    struct states after = {0};
    for (uint32_t k = 0; k < states->count; k++)
      part(b, states->list[k], e, &callee->clauses[i], &after);
    *states = after;
  }
  for (uint32_t k = 0; callee->summary && k < states->count; k++)
    doubt_given(b, states->list[k], e, callee->summary);
}
