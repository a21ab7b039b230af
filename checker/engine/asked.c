/* The conditions about locks that a function tests more than once: a flag that says whether to lock,
 * and later whether to unlock. Ways that differ in one of them stay apart until its last test, since
 * what they did depends on it. */
#include "body.h"
#include "known.h"
#include "value.h"

static uint32_t condition_of(const struct body *b, uint32_t block) {
  const struct facts_block *facts = &blocks_of(b->p, b->f)[block];
  if (facts->exit != FACTS_BRANCH) return 0;
  uint32_t condition = linked(b->p, b->f, facts->value);
  const struct facts_node *n = node_of(b->p, condition);
  while (n->kind == FACTS_UNARY && n->b == FACTS_NOT) n = node_of(b->p, condition = n->a);
  return condition;
}

static int changes_locks(const struct body *b, const struct callees *c) {
  for (uint32_t i = 0; i < c->count; i++) {
    const struct function *f = &b->p->functions.row[c->function[i]];
    if ((f->known && f->known->kind == KNOWN_LOCK) || f->clause_count) return 1;
    for (uint32_t k = 0; f->summary && k < f->summary->outcome_count; k++)
      if (f->summary->outcomes[k].held_count) return 1;
  }
  return 0;
}

/* Whether locks are taken or given back there, or on a side of the test that the block ends with. */
static int leads_to_locks(const struct body *b, uint32_t block, int depth) {
  const struct facts_block *facts = &blocks_of(b->p, b->f)[block];
  uint32_t call = b->blocks[block].call_number;
  for (uint32_t i = 0; i < facts->event_count; i++)
    if (event_at(b->p, b->f, facts->event_begin + i)->kind == FACTS_CALL &&
        changes_locks(b, &b->f->callees[call++]))
      return 1;
  for (uint32_t i = 0; depth && facts->exit == FACTS_BRANCH && i < facts->successor_count; i++)
    if (leads_to_locks(b, b->unit->successors.row[facts->successor_begin + i], depth - 1)) return 1;
  return 0;
}

/* The condition of a test that decides about locks. */
static int decides(const struct body *b, uint32_t condition) {
  for (uint32_t i = 0; i < b->f->facts->block_count; i++) {
    const struct facts_block *facts = &blocks_of(b->p, b->f)[i];
    for (uint32_t k = 0; condition_of(b, i) == condition && k < facts->successor_count; k++)
      if (leads_to_locks(b, b->unit->successors.row[facts->successor_begin + k], 1)) return 1;
  }
  return 0;
}

static void note(struct body *b, uint32_t condition) {
  for (uint32_t i = 0; i < b->asked_count; i++)
    if (b->asked[i] == condition) return;
  if (b->asked_count < MAX_ASKED && decides(b, condition)) b->asked[b->asked_count++] = condition;
}

/* Which of them the block or what comes after it tests. */
static int flow_back(struct body *b, uint32_t block) {
  const struct facts_block *facts = &blocks_of(b->p, b->f)[block];
  uint32_t condition = condition_of(b, block);
  uint8_t after = 0, own = 0;
  for (uint32_t i = 0; i < facts->successor_count; i++)
    after |= b->blocks[b->unit->successors.row[facts->successor_begin + i]].asked;
  for (uint32_t i = 0; i < b->asked_count; i++)
    if (b->asked[i] == condition) own |= (uint8_t)(1 << i);
  uint8_t before = after | own; /* inside the block its own test is still to come */
  int changed = before != b->blocks[block].asked;
  b->blocks[block].asked = before;
  return changed;
}

void body_find_asked(struct body *b) {
  enum { MOST = 32 };
  uint32_t seen[MOST];
  uint32_t count = 0;
  for (uint32_t i = 0; i < b->f->facts->block_count; i++) {
    uint32_t condition = condition_of(b, i), k = 0;
    while (k < count && seen[k] != condition) k++;
    if (!condition || k == MOST) continue;
    if (k < count) note(b, condition);
    else seen[count++] = condition;
  }
  for (int changed = b->asked_count != 0; changed;) {
    changed = 0;
    for (uint32_t i = b->f->facts->block_count; i-- > 0;) changed |= flow_back(b, i);
  }
}

int body_asked_alike(struct body *b, uint8_t asked, struct state *x, struct state *y) {
  for (uint32_t i = 0; i < b->asked_count; i++) {
    if (!(asked >> i & 1)) continue;
    int in_x = value_truth(b->p, x, value_of(b->p, x, b->asked[i]));
    int in_y = value_truth(b->p, y, value_of(b->p, y, b->asked[i]));
    if (in_x >= 0 && in_y >= 0 && in_x != in_y) return 0;
  }
  return 1;
}
