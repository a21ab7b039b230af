/* Where ways meet. States with the same locks become one: a variable with two values becomes a
 * value of the block's own, conditions are kept as far as both know them. States with different
 * locks stay apart, up to MAX_STATES; beyond, a lock that is held on some ways only is "maybe".
 * States with the same locks stay apart as well, while there is room, where they say different things
 * of what a call left in a variable to tell whether it holds a lock: the test of it is still to come. */
#include "merge.h"
#include "call.h"
#include "value.h"

#include <string.h>

/* The value of a variable in this round of a loop, or after ways have met at the block. */
static uint32_t met_value(struct body *b, uint32_t block, uint32_t path) {
  return program_node(b->p, FACTS_LOAD, program_node(b->p, NODE_PHI, block, path, 0), 0, 0);
}

static int is_met_value(const struct body *b, uint32_t value, uint32_t block, uint32_t path) {
  const struct facts_node *n = node_of(b->p, value);
  if (n->kind != FACTS_LOAD) return 0;
  n = node_of(b->p, n->a);
  return n->kind == NODE_PHI && n->a == block && n->b == path;
}

/* What is known of a value that has no name of its own: a test, a number. */
struct known_of {
  uint8_t signs, exact;
  int64_t number;
};

static struct known_of known_of(struct body *b, struct state *s, uint32_t value) {
  const struct facts_node *n = node_of(b->p, value);
  struct known_of known = {.signs = value ? value_signs(b->p, s, value) : SIGN_ANY};
  if (n->kind == FACTS_INTEGER) known = (struct known_of){known.signs, 1, n->number};
  return known;
}

static void say_of(struct body *b, struct state *s, uint32_t value, struct known_of known) {
  if (known.signs != SIGN_ANY) state_narrow(&b->scratch, s, value, known.signs);
  struct known_sign *sign = known.exact ? state_sign(s, value) : NULL;
  if (!sign) return;
  sign->exact = 1;
  sign->number = known.number;
}

/* The locks of an object by the name that the loop has for it. */
static void rename_locks(struct body *b, struct state *s, uint32_t from, uint32_t to) {
  struct state old = *s;
  s->held_count = s->held_capacity = 0;
  for (unsigned i = 0; i < old.held_count; i++) {
    struct held held = old.held[i];
    held.lock = node_replace(b->p, held.lock, from, to);
    state_add_held(&b->scratch, s, &held);
  }
}

/* What was said of the value that a variable brings from the round before is said of its value in
 * this round, `fresh`; the old one is stale. */
static void rename_round(struct body *b, struct state *s, uint32_t block, uint32_t path,
                         uint32_t value, uint32_t fresh, int locked) {
  uint32_t phi = node_of(b->p, fresh)->a;
  uint32_t base = node_of(b->p, base_of(b->p, value))->kind;
  if (locked && node_of(b->p, value)->kind == FACTS_ADDRESS) {
    state_forget(b->p, &b->scratch, s, phi, block);
    rename_locks(b, s, node_of(b->p, value)->a, pointee_of(b->p, fresh));
    return;
  }
  int rename = node_of(b->p, value)->kind == FACTS_LOAD &&
               (locked || node_mentions(b->p, value, phi) || base == FACTS_TEMP);
  if (!rename) {
    state_forget(b->p, &b->scratch, s, phi, block);
    return;
  }
  uint32_t aside = program_node(b->p, NODE_STALE, UINT32_MAX - block, path, 0);
  uint32_t staging = program_node(b->p, FACTS_LOAD, aside, 0, 0);
  state_rename(b->p, &b->scratch, s, value, staging);
  state_forget(b->p, &b->scratch, s, phi, block);
  state_rename(b->p, &b->scratch, s, staging, fresh);
}

/* Elements whose locks are held from one round to the next are many. */
static void note_many(struct body *b, struct state *s, uint32_t phi) {
  for (unsigned i = 0; i < s->held_count; i++) {
    uint32_t lock = s->held[i].lock;
    while (node_of(b->p, lock)->kind == FACTS_FIELD) lock = node_of(b->p, lock)->a;
    const struct facts_node *n = node_of(b->p, lock);
    if (n->kind == FACTS_INDEX && n->b && node_mentions(b->p, n->b, phi))
      s->held[i].flags |= HELD_MANY;
  }
}

static void enter_round(struct body *b, struct state *s, uint32_t number, uint32_t index) {
  struct block *block = &b->blocks[number];
  uint32_t path = block->changing[index], value = load_of(b->p, s, path);
  if (is_met_value(b, value, number, path)) return;
  uint32_t fresh = met_value(b, number, path);
  int locked = index < 64 && (block->locked >> index & 1);
  struct known_of known = known_of(b, s, value);
  body_note_met(b, s, path, fresh, value);
  note_many(b, s, node_of(b->p, fresh)->a);
  if (value) rename_round(b, s, number, path, value, fresh, locked);
  state_bind(&b->scratch, s, path, fresh);
  say_of(b, s, fresh, known);
}

/* Forgets what is known of a value; 0 where something else still holds it. */
static int drop_signs(struct body *b, struct state *s, uint32_t met, uint32_t path) {
  uint32_t phi = node_of(b->p, met)->a;
  unsigned kept = 0;
  for (unsigned i = 0; i < s->binding_count; i++)
    if (s->bindings[i].path != path && node_mentions(b->p, s->bindings[i].value, phi)) return 0;
  for (unsigned i = 0; i < s->sign_count; i++)
    if (!node_mentions(b->p, s->signs[i].value, phi)) s->signs[kept++] = s->signs[i];
  s->sign_count = (uint16_t)kept;
  return 1;
}

/* Whether a test of the value can be answered: most values that meet are not known at all. */
static int is_known(const struct body *b, const struct state *s, uint32_t value) {
  unsigned kind = node_of(b->p, value)->kind;
  if (kind != FACTS_LOAD) return 1;
  for (unsigned i = 0; i < s->sign_count; i++)
    if (node_mentions(b->p, s->signs[i].value, value)) return 1;
  return 0;
}

/* Whether the value is this number: 1, 0, or -1 where that is not known. */
static int is_number(struct body *b, struct state *s, uint32_t value, int64_t number) {
  const struct facts_node *n = node_of(b->p, value);
  if (n->kind == FACTS_INTEGER) return n->number == number;
  uint32_t constant = program_integer(b->p, number);
  return value_truth(b->p, s, program_node(b->p, FACTS_BINARY, value, FACTS_EQUAL, constant));
}

/* Says of the value that ways will meet with what is known of the one that this way brings: its sign,
 * and which of the constants it is or is not that the function compares with. */
static void describe(struct body *b, struct state *s, uint32_t path, uint32_t met, uint32_t value) {
  if (value == met || !value) return;
  struct known_of known = known_of(b, s, value);
  if (!drop_signs(b, s, met, path)) return;
  say_of(b, s, met, known);
  if (!b->constant_count || !is_known(b, s, value)) return;
  for (uint32_t i = 0; i < b->constant_count; i++) {
    int is = is_number(b, s, value, b->constants[i]);
    if (is < 0) continue;
    uint32_t constant = program_integer(b->p, b->constants[i]);
    uint32_t same = program_node(b->p, FACTS_BINARY, met, FACTS_EQUAL, constant);
    state_narrow(&b->scratch, s, same, is ? SIGN_POSITIVE : SIGN_ZERO);
  }
}

/* The result of a call on one way and null on the other, where the call was not made, is the result:
 * where it's null, nothing is reached through it. */
static int is_result_or_null(const struct body *b, uint32_t result, const struct state *other,
                             uint32_t null) {
  const struct facts_node *n = node_of(b->p, result), *zero = node_of(b->p, null);
  return n->kind == FACTS_LOAD && node_of(b->p, n->a)->kind == FACTS_TEMP &&
         zero->kind == FACTS_INTEGER && zero->number == 0 && !state_mentions(b->p, other, n->a);
}

/* Two values of one variable become the block's own. */
static int merge_binding(struct body *b, uint32_t block, struct state *to, struct state *from,
                         uint32_t path, uint32_t value, uint32_t other) {
  if (other == value || is_result_or_null(b, value, from, other)) return 0;
  if (is_result_or_null(b, other, to, value)) {
    state_bind(&b->scratch, to, path, other);
    return 1;
  }
  uint32_t met = met_value(b, block, path);
  body_note_met(b, from, path, met, other);
  body_note_met(b, to, path, met, value);
  describe(b, from, path, met, other);
  if (value == met) return 0;
  describe(b, to, path, met, value);
  state_forget_hands(b->p, to, node_of(b->p, met)->a);
  state_bind(&b->scratch, to, path, met);
  return 1;
}

/* A variable of which this way holds nothing yet was not set on it: whoever reads it after the ways
 * have met came the other way. */
static int is_unset(const struct body *b, uint32_t path) {
  return node_of(b->p, path)->kind == FACTS_LOCAL;
}

static int merge_bindings(struct body *b, uint32_t block, struct state *to, struct state *from) {
  int changed = 0;
  for (unsigned i = 0, k = 0; i < to->binding_count; i++) {
    struct binding one = to->bindings[i];
    while (k < from->binding_count && from->bindings[k].path < one.path) k++;
    int both = k < from->binding_count && from->bindings[k].path == one.path;
    if (!both && is_unset(b, one.path)) continue;
    uint32_t other = both ? from->bindings[k].value : load_of(b->p, NULL, one.path);
    changed |= merge_binding(b, block, to, from, one.path, one.value, other);
  }
  for (unsigned i = 0; i < from->binding_count; i++) {
    uint32_t path = from->bindings[i].path;
    if (state_binding(to, path) != FACTS_NONE) continue;
    if (is_unset(b, path)) {
      state_bind(&b->scratch, to, path, from->bindings[i].value);
      changed = 1;
      continue;
    }
    changed |=
        merge_binding(b, block, to, from, path, load_of(b->p, NULL, path), from->bindings[i].value);
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
  for (unsigned i = 0; i < from->published_count; i++) {
    int is_there = i < before && to->published[i] == from->published[i]; /* as in most states */
    if (!is_there) state_publish(&b->scratch, to, from->published[i]);
  }
  return to->published_count != before;
}

/* States that stay apart differ in what is held or in what was given away. */
static int is_alike(const struct state *a, const struct state *b) {
  return state_same_locks(a, b) && state_same_hands(a, b);
}

/* Nor do they become one while what a call left to be tested, or what was tested and will be again,
 * is not the same in both. */
static int is_told_alike(struct body *b, uint32_t block, struct state *x, struct state *y) {
  if (!body_asked_alike(b, b->blocks[block].asked, x, y)) return 0;
  for (uint32_t i = 0; i < b->telling_count; i++) {
    uint32_t in_x = load_of(b->p, x, b->telling[i]), in_y = load_of(b->p, y, b->telling[i]);
    if (state_signs(b->p, x, in_x) != state_signs(b->p, y, in_y)) return 0;
  }
  return 1;
}

/* The state in the list that `s` becomes one with, or `count`. */
static uint32_t find_alike(struct body *b, uint32_t block, struct state **list, uint32_t count,
                           struct state *s) {
  uint32_t alike = count;
  for (uint32_t i = 0; i < count; i++) {
    if (!is_alike(list[i], s)) continue;
    if (is_told_alike(b, block, list[i], s)) return i;
    if (alike == count) alike = i;
  }
  return count < MAX_STATES / 2 ? count : alike;
}

static int merge_same(struct body *b, uint32_t block, struct state *to, struct state *from) {
  int changed = merge_bindings(b, block, to, from);
  changed |= merge_signs(b->p, to, from);
  changed |= state_merge_hands(&b->scratch, to, from);
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

void body_merge(struct body *b, uint32_t number, struct state *s) {
  struct block *block = &b->blocks[number];
  if (block->is_head) state_forget_hands_of(s, HAND_UNSTEADY);
  else state_forget_met_hands(b->p, s, number);
  for (uint32_t i = 0; i < block->changing_count; i++)
    if (body_is_live(b, number, block->changing[i])) enter_round(b, s, number, i);
  uint32_t alike = find_alike(b, number, block->in, block->count, s);
  if (alike < block->count) {
    if (merge_same(b, number, block->in[alike], s)) block->dirty = 1;
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
    uint32_t k = find_alike(b, b->block, states->list, kept, s);
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

static int has_locks_of(const struct states *states, const struct state *s) {
  for (uint32_t i = 0; i < states->count; i++)
    if (is_alike(states->list[i], s)) return 1;
  return 0;
}

static int same_locks_in(const struct states *a, const struct states *b) {
  for (uint32_t i = 0; i < a->count; i++)
    if (!has_locks_of(b, a->list[i])) return 0;
  for (uint32_t i = 0; i < b->count; i++)
    if (!has_locks_of(a, b->list[i])) return 0;
  return 1;
}

/* Whether the lock is perhaps held in some states, not held in others, and certain in none. */
static int is_paired(const struct states *states, uint32_t lock, unsigned flags) {
  int without = 0;
  for (uint32_t i = 0; i < states->count; i++) {
    const struct held *h = state_find_held(states->list[i], lock, flags);
    without |= !h;
    if (h && !(h->flags & HELD_MAYBE)) return 0;
  }
  return without;
}

/* What perhaps took a lock is followed by what perhaps gives it back: both or neither happen. */
static void drop_paired(struct states *states) {
  for (uint32_t i = 0; i < states->count; i++)
    for (unsigned k = states->list[i]->held_count; k-- > 0;) {
      struct held *h = &states->list[i]->held[k];
      if ((h->flags & HELD_MAYBE) && is_paired(states, h->lock, h->flags))
        state_remove_held(states->list[i], h);
    }
}

void body_join_either(struct body *b, struct states *one, const struct states *other) {
  int agree = same_locks_in(one, other);
  for (uint32_t i = 0; i < other->count; i++) body_add_state(b, one, other->list[i]);
  if (agree || one->count == 0) {
    body_join(b, one);
    return;
  }
  drop_paired(one);
  for (uint32_t i = 1; i < one->count; i++) {
    merge_locks(b, one->list[0], one->list[i]);
    merge_same(b, b->block, one->list[0], one->list[i]);
  }
  one->count = 1;
}
