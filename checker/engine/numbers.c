/* Parameters that are known numbers decide branches: the flag that says "called from a handler". */
#include "numbers.h"

#include <stdlib.h>

static int binary(uint32_t operator, int64_t a, int64_t c, int64_t *result) {
  switch (operator) {
  case FACTS_EQUAL: *result = a == c; return 1;
  case FACTS_UNEQUAL: *result = a != c; return 1;
  case FACTS_LESS: *result = a < c; return 1;
  case FACTS_LESS_EQUAL: *result = a <= c; return 1;
  case FACTS_GREATER: *result = a > c; return 1;
  case FACTS_GREATER_EQUAL: *result = a >= c; return 1;
  case FACTS_AND: *result = a & c; return 1;
  case FACTS_OR: *result = a | c; return 1;
  default: return 0;
  }
}

/* The number that a value is; 0 where that is not known. */
static int number_of(const struct program *p, const struct numbers *own, uint32_t value,
                     int64_t *result) {
  const struct facts_node *n = node_of(p, value), *path = node_of(p, n->a);
  int64_t a, c;
  switch (n->kind) {
  case FACTS_INTEGER: *result = n->number; return 1;
  case FACTS_LOAD:
    if (path->kind != FACTS_PARAM || path->a >= NUMBERS || !(own->known >> path->a & 1)) return 0;
    *result = own->value[path->a];
    return 1;
  case FACTS_UNARY:
    if (n->b != FACTS_NOT || !number_of(p, own, n->a, &a)) return 0;
    *result = !a;
    return 1;
  case FACTS_BINARY:
    return number_of(p, own, n->a, &a) && number_of(p, own, n->c, &c) && binary(n->b, a, c, result);
  default: return 0;
  }
}

struct numbers numbers_passed(const struct program *p, const struct function *f,
                              const struct numbers *own, const struct facts_event *call) {
  struct numbers passed = {0};
  for (uint32_t k = 0; k < call->argument_count && k < NUMBERS; k++) {
    uint32_t row = p->units[f->unit].facts->values.row[call->argument_begin + k];
    if (number_of(p, own, linked(p, f, row), &passed.value[k])) passed.known |= (uint8_t)(1 << k);
    else passed.value[k] = 0;
  }
  return passed;
}

int numbers_join(struct numbers *numbers, const struct numbers *other) {
  uint8_t before = numbers->known;
  for (int k = 0; k < NUMBERS; k++)
    if (!(other->known >> k & 1) || other->value[k] != numbers->value[k])
      numbers->known &= (uint8_t)~(1 << k);
  return numbers->known != before;
}

/* A parameter that the body changes is not what was passed. */
static struct numbers unchanged(const struct program *p, const struct function *f,
                                const struct numbers *own) {
  struct numbers kept = *own;
  for (uint32_t b = 0; kept.known && b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
      const struct facts_event *e = event_at(p, f, blocks_of(p, f)[b].event_begin + k);
      const struct facts_node *n = node_of(p, e->kind == FACTS_SET ? linked(p, f, e->a) : 0);
      if (n->kind == FACTS_PARAM && n->a < NUMBERS) kept.known &= (uint8_t)~(1 << n->a);
    }
  return kept;
}

/* The one successor that is taken, as its number, or FACTS_NONE. */
static uint32_t taken(const struct program *p, const struct function *f,
                      const struct facts_block *b, const struct numbers *own) {
  int64_t value;
  if (b->exit != FACTS_BRANCH && b->exit != FACTS_SWITCH) return FACTS_NONE;
  if (!number_of(p, own, linked(p, f, b->value), &value)) return FACTS_NONE;
  if (b->exit == FACTS_BRANCH) return value ? 0 : 1;
  const int64_t *cases = &p->units[f->unit].facts->cases.row[b->case_begin];
  for (uint32_t i = 0; i + 1 < b->successor_count; i++)
    if (cases[i] == value) return i;
  return b->successor_count - 1;
}

uint8_t *numbers_reach(const struct program *p, const struct function *f,
                       const struct numbers *own) {
  uint32_t count = f->facts->block_count, top = 0;
  struct numbers kept = unchanged(p, f, own);
  uint8_t *seen = calloc(count, 1);
  uint32_t *work = malloc(count * sizeof *work);
  if (!seen || !work) abort();
  seen[0] = 1;
  for (work[top++] = 0; top;) {
    const struct facts_block *b = &blocks_of(p, f)[work[--top]];
    uint32_t only = taken(p, f, b, &kept);
    for (uint32_t i = 0; i < b->successor_count; i++) {
      uint32_t to = p->units[f->unit].facts->successors.row[b->successor_begin + i];
      if ((only != FACTS_NONE && i != only) || seen[to]) continue;
      seen[to] = 1;
      work[top++] = to;
    }
  }
  free(work);
  return seen;
}
