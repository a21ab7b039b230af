/* Where ways meet. States with the same locks become one: a variable with two values becomes a
 * value of the block's own, conditions are kept as far as both know them. States with different
 * locks stay apart, up to MAX_STATES; beyond, a lock that is held on some ways only is "maybe". */
#include "merge.h"
#include "call.h"
#include "value.h"

#include <string.h>

static uint32_t phi_of(struct body *b, uint32_t block, uint32_t path) {
  return program_node(b->p, NODE_PHI, block, path, 0);
}

/* At a loop's head: the variable now stands for its value in this round. What was said of the
 * value it brings from the round before is said of the new name; the old name is stale. */
static void enter_round(struct body *b, struct state *s, uint32_t block, uint32_t path,
                        int locked) {
  uint32_t phi = phi_of(b, block, path);
  uint32_t fresh = program_node(b->p, FACTS_LOAD, phi, 0, 0);
  uint32_t value = load_of(b->p, s, path);
  if (value == fresh) return;
  if (value) {
    uint32_t base = node_of(b->p, base_of(b->p, value))->kind;
    uint32_t aside = program_node(b->p, NODE_STALE, UINT32_MAX - block, path, 0);
    uint32_t staging = program_node(b->p, FACTS_LOAD, aside, 0, 0);
    int rename = node_of(b->p, value)->kind == FACTS_LOAD &&
                 (locked || node_mentions(b->p, value, phi) || base == FACTS_TEMP);
    if (rename) state_rename(b->p, &b->scratch, s, value, staging);
    state_forget(b->p, &b->scratch, s, phi, block);
    if (rename) state_rename(b->p, &b->scratch, s, staging, fresh);
  }
  state_bind(&b->scratch, s, path, fresh);
}

static int merge_bindings(struct body *b, uint32_t block, struct state *to, struct state *from) {
  int changed = 0;
  struct state before = *to;
  for (unsigned i = 0; i < before.binding_count; i++) {
    uint32_t path = before.bindings[i].path, value = before.bindings[i].value;
    uint32_t other = load_of(b->p, from, path);
    if (other == value) continue;
    uint32_t merged = program_node(b->p, FACTS_LOAD, phi_of(b, block, path), 0, 0);
    if (value == merged) continue;
    state_bind(&b->scratch, to, path, merged);
    changed = 1;
  }
  for (unsigned i = 0; i < from->binding_count; i++) {
    uint32_t path = from->bindings[i].path;
    if (state_binding(to, path) != FACTS_NONE) continue;
    if (from->bindings[i].value == load_of(b->p, NULL, path)) continue;
    state_bind(&b->scratch, to, path, program_node(b->p, FACTS_LOAD, phi_of(b, block, path), 0, 0));
    changed = 1;
  }
  return changed;
}

static int merge_signs(struct program *p, struct state *to, struct state *from) {
  int changed = 0;
  unsigned kept = 0;
  for (unsigned i = 0; i < to->sign_count; i++) {
    struct known_sign known = to->signs[i];
    struct known_sign *other = state_sign(from, known.value);
    uint8_t signs = known.signs | state_signs(p, from, known.value);
    uint8_t exact = known.exact && other && other->exact && other->number == known.number;
    changed |= signs != known.signs || exact != known.exact;
    if (signs == SIGN_ANY) continue;
    known.signs = signs;
    known.exact = exact;
    to->signs[kept++] = known;
  }
  to->sign_count = (uint16_t)kept;
  return changed;
}

static int merge_published(struct body *b, struct state *to, const struct state *from) {
  unsigned before = to->published_count;
  for (unsigned i = 0; i < from->published_count; i++)
    state_publish(&b->scratch, to, from->published[i]);
  return to->published_count != before;
}

static int merge_same(struct body *b, uint32_t block, struct state *to, struct state *from) {
  int changed = merge_bindings(b, block, to, from);
  changed |= merge_signs(b->p, to, from);
  return changed | merge_published(b, to, from);
}

/* Marks what only one of the two holds. */
static int merge_locks(struct body *b, struct state *to, const struct state *from) {
  int changed = 0;
  for (unsigned i = 0; i < to->held_count; i++) {
    struct held *h = &to->held[i];
    struct held *other = state_find_held((struct state *)from, h->lock, h->flags);
    if ((!other || other->mode != h->mode || (other->flags & HELD_MAYBE)) &&
        !(h->flags & HELD_MAYBE)) {
      h->flags |= HELD_MAYBE;
      changed = 1;
    }
  }
  for (unsigned i = 0; i < from->held_count; i++) {
    struct held extra = from->held[i];
    if (state_find_held(to, extra.lock, extra.flags)) continue;
    extra.flags |= HELD_MAYBE;
    state_add_held(&b->scratch, to, &extra);
    changed = 1;
  }
  return changed;
}

void body_merge(struct body *b, uint32_t number, const struct state *from) {
  struct block *block = &b->blocks[number];
  struct state *s = state_copy(&b->scratch, from);
  for (uint32_t i = 0; i < block->changing_count; i++) {
    int locked = i < 64 && (block->locked >> i & 1);
    enter_round(b, s, number, block->changing[i], locked);
  }
  for (unsigned i = 0; i < block->count; i++)
    if (state_same_locks(block->in[i], s)) {
      if (merge_same(b, number, block->in[i], s)) block->dirty = 1;
      return;
    }
  if (block->count < MAX_STATES) {
    block->in[block->count++] = s;
    block->dirty = 1;
    return;
  }
  b->p->statistics.merged_states++;
  if (merge_locks(b, block->in[0], s) | merge_same(b, number, block->in[0], s)) block->dirty = 1;
}

void body_join(struct body *b, struct states *states) {
  uint32_t kept = 0;
  if (states->count <= 1) return;
  for (uint32_t i = 0; i < states->count; i++) {
    struct state *s = states->list[i];
    uint32_t k = 0;
    while (k < kept && !state_same_locks(states->list[k], s)) k++;
    if (k < kept) merge_same(b, b->block, states->list[k], s);
    else if (kept < MAX_STATES) states->list[kept++] = s;
    else {
      b->p->statistics.merged_states++;
      merge_locks(b, states->list[0], s);
      merge_same(b, b->block, states->list[0], s);
    }
  }
  states->count = kept;
}
