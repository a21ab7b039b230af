/* The arrays of a state: short, so searched from the front or by halves. */
#include "state.h"
#include "value.h"

#include <string.h>

void *state_grow(struct arena *arena, void *items, uint16_t count, uint16_t *capacity,
                 size_t size) {
  if (count < *capacity) return items;
  uint16_t wanted = (uint16_t)(*capacity ? *capacity * 2 : 4);
  void *grown = arena_take(arena, wanted * size);
  if (count) memcpy(grown, items, count * size);
  *capacity = wanted;
  return grown;
}

static void *copy_items(struct arena *arena, const void *items, uint16_t count, uint16_t *capacity,
                        size_t size) {
  *capacity = count;
  if (!count) return NULL;
  void *copy = arena_take(arena, count * size);
  memcpy(copy, items, count * size);
  return copy;
}

struct state *state_copy(struct arena *arena, const struct state *from) {
  struct state *s = ARENA_ARRAY(arena, struct state, 1);
  *s = *from;
  s->held = copy_items(arena, s->held, s->held_count, &s->held_capacity, sizeof *s->held);
  s->bindings =
      copy_items(arena, s->bindings, s->binding_count, &s->binding_capacity, sizeof *s->bindings);
  s->signs = copy_items(arena, s->signs, s->sign_count, &s->sign_capacity, sizeof *s->signs);
  s->published = copy_items(arena, s->published, s->published_count, &s->published_capacity,
                            sizeof *s->published);
  s->hands = copy_items(arena, s->hands, s->hand_count, &s->hand_capacity, sizeof *s->hands);
  return s;
}

struct held *state_find_held(struct state *state, uint32_t lock, unsigned flags) {
  for (unsigned i = 0; i < state->held_count; i++)
    if (state->held[i].lock == lock && (state->held[i].flags & HELD_DEBT) == (flags & HELD_DEBT))
      return &state->held[i];
  return NULL;
}

struct held *state_add_held(struct arena *arena, struct state *state, const struct held *held) {
  unsigned at = state->held_count;
  state->held =
      state_grow(arena, state->held, state->held_count, &state->held_capacity, sizeof *state->held);
  while (at > 0 && state->held[at - 1].lock > held->lock) {
    state->held[at] = state->held[at - 1];
    at--;
  }
  state->held[at] = *held;
  state->held_count++;
  return &state->held[at];
}

void state_remove_held(struct state *state, struct held *held) {
  struct held *end = state->held + state->held_count--;
  memmove(held, held + 1, (size_t)(end - held - 1) * sizeof *held);
}

int state_same_locks(const struct state *a, const struct state *b) {
  if (a->held_count != b->held_count) return 0;
  for (unsigned i = 0; i < a->held_count; i++) {
    const struct held *x = &a->held[i], *y = &b->held[i];
    if (x->lock != y->lock || x->mode != y->mode || x->flags != y->flags || x->depth != y->depth ||
        x->signs != y->signs || x->condition != y->condition)
      return 0;
  }
  return 1;
}

static unsigned binding_at(const struct state *state, uint32_t path) {
  unsigned low = 0, high = state->binding_count;
  while (low < high) {
    unsigned middle = (low + high) / 2;
    if (state->bindings[middle].path < path) low = middle + 1;
    else high = middle;
  }
  return low;
}

uint32_t state_binding(const struct state *state, uint32_t path) {
  unsigned at = binding_at(state, path);
  return at < state->binding_count && state->bindings[at].path == path ? state->bindings[at].value
                                                                       : FACTS_NONE;
}

void state_bind(struct arena *arena, struct state *state, uint32_t path, uint32_t value) {
  unsigned at = binding_at(state, path);
  if (at < state->binding_count && state->bindings[at].path == path) {
    state->bindings[at].value = value;
    return;
  }
  if (state->binding_count == UINT16_MAX / 2) return;
  state->bindings = state_grow(arena, state->bindings, state->binding_count,
                               &state->binding_capacity, sizeof *state->bindings);
  memmove(&state->bindings[at + 1], &state->bindings[at],
          (state->binding_count - at) * sizeof *state->bindings);
  state->bindings[at] = (struct binding){path, value};
  state->binding_count++;
}

struct known_sign *state_sign(struct state *state, uint32_t value) {
  for (unsigned i = 0; i < state->sign_count; i++)
    if (state->signs[i].value == value) return &state->signs[i];
  return NULL;
}

static void add_sign(struct arena *arena, struct state *state, uint32_t value, uint8_t signs) {
  if (state->sign_count == UINT16_MAX / 2) return;
  unsigned at = state->sign_count;
  state->signs = state_grow(arena, state->signs, state->sign_count, &state->sign_capacity,
                            sizeof *state->signs);
  for (; at > 0 && state->signs[at - 1].value > value; at--)
    state->signs[at] = state->signs[at - 1];
  state->signs[at] = (struct known_sign){.value = value, .signs = signs};
  state->sign_count++;
}

/* A lock that is held only where a condition has certain signs: drop it where it cannot. */
static void settle_locks(struct state *state, uint32_t value, uint8_t signs) {
  for (unsigned i = state->held_count; i-- > 0;) {
    struct held *h = &state->held[i];
    if (h->signs && h->condition == value && !(h->signs & signs)) state_remove_held(state, h);
  }
}

int state_narrow(struct arena *arena, struct state *state, uint32_t value, uint8_t signs) {
  struct known_sign *known = state_sign(state, value);
  uint8_t left = known ? known->signs & signs : signs;
  if (!left) return 0;
  if (known) known->signs = left;
  else if (left != SIGN_ANY) add_sign(arena, state, value, left);
  settle_locks(state, value, left);
  return 1;
}

uint8_t state_signs(struct program *p, struct state *state, uint32_t value) {
  const struct facts_node *n = node_of(p, value);
  if (n->kind == FACTS_INTEGER)
    return n->number < 0 ? SIGN_NEGATIVE : n->number ? SIGN_POSITIVE : SIGN_ZERO;
  if (n->kind == FACTS_ADDRESS || n->kind == FACTS_FUNCTION) return SIGN_POSITIVE;
  struct known_sign *known = value ? state_sign(state, value) : NULL;
  return known ? known->signs : SIGN_ANY;
}

int state_is_published(const struct state *state, uint32_t object) {
  for (unsigned i = 0; i < state->published_count; i++)
    if (state->published[i] == object) return 1;
  return 0;
}

void state_publish(struct arena *arena, struct state *state, uint32_t object) {
  if (state_is_published(state, object) || state->published_count == UINT16_MAX / 2) return;
  state->published = state_grow(arena, state->published, state->published_count,
                                &state->published_capacity, sizeof *state->published);
  state->published[state->published_count++] = object;
}

int state_mentions(const struct program *p, const struct state *s, uint32_t part) {
  for (unsigned i = 0; i < s->binding_count; i++)
    if (node_mentions(p, s->bindings[i].path, part) || node_mentions(p, s->bindings[i].value, part))
      return 1;
  for (unsigned i = 0; i < s->held_count; i++)
    if (node_mentions(p, s->held[i].lock, part) ||
        (s->held[i].signs && node_mentions(p, s->held[i].condition, part)))
      return 1;
  for (unsigned i = 0; i < s->sign_count; i++)
    if (node_mentions(p, s->signs[i].value, part)) return 1;
  for (unsigned i = 0; i < s->published_count; i++)
    if (node_mentions(p, s->published[i] & ~PUBLISHED_FLAGS, part)) return 1;
  for (unsigned i = 0; i < s->hand_count; i++)
    if (node_mentions(p, s->hands[i].object, part)) return 1;
  return 0;
}

void state_rename(struct program *p, struct arena *arena, struct state *state, uint32_t from,
                  uint32_t to) {
  /* `*x` holds the value of x without a node that says so, so for a value look for its storage. */
  const struct facts_node *n = node_of(p, from);
  if (!state_mentions(p, state, n->kind == FACTS_LOAD ? n->a : from)) return;
  for (unsigned i = 0; i < state->published_count; i++)
    state->published[i] = node_replace(p, state->published[i] & ~PUBLISHED_FLAGS, from, to) |
                          (state->published[i] & PUBLISHED_FLAGS);
  state_rename_hands(p, state, from, to);
  struct state old = *state;
  state->binding_count = state->binding_capacity = 0;
  for (unsigned i = 0; i < old.binding_count; i++)
    state_bind(arena, state, node_replace(p, old.bindings[i].path, from, to),
               node_replace(p, old.bindings[i].value, from, to));
  state->sign_count = state->sign_capacity = 0;
  for (unsigned i = 0; i < old.sign_count; i++) {
    struct known_sign known = old.signs[i];
    known.value = node_replace(p, known.value, from, to);
    if (!state_sign(state, known.value)) {
      add_sign(arena, state, known.value, known.signs);
      struct known_sign *copy = state_sign(state, known.value);
      if (copy) *copy = known;
    }
  }
  state->held_count = state->held_capacity = 0;
  for (unsigned i = 0; i < old.held_count; i++) {
    struct held held = old.held[i];
    held.lock = node_replace(p, held.lock, from, to);
    if (held.signs) held.condition = node_replace(p, held.condition, from, to);
    struct held *same = state_find_held(state, held.lock, held.flags);
    if (same) same->flags |= HELD_MANY;
    else state_add_held(arena, state, &held);
  }
}

static void forget_signs(const struct program *p, struct state *state, uint32_t base) {
  unsigned kept = 0;
  for (unsigned i = 0; i < state->sign_count; i++)
    if (!node_mentions(p, state->signs[i].value, base)) state->signs[kept++] = state->signs[i];
  state->sign_count = (uint16_t)kept;
}

/* What was known of the old values stays known of them, unless older ones have that name already. */
void state_forget(struct program *p, struct arena *arena, struct state *state, uint32_t base,
                  uint32_t tag) {
  uint32_t stale = program_node(p, NODE_STALE, tag, 0, 0);
  unsigned kept = 0;
  for (unsigned i = 0; i < state->binding_count; i++)
    if (!node_mentions(p, state->bindings[i].path, base))
      state->bindings[kept++] = state->bindings[i];
  state->binding_count = (uint16_t)kept;
  if (state_mentions(p, state, stale)) forget_signs(p, state, base);
  for (unsigned i = 0; i < state->held_count; i++)
    if (state->held[i].signs && node_mentions(p, state->held[i].condition, base))
      state->held[i].signs = 0;
  state_forget_hands(p, state, stale); /* an earlier object of this name is another one */
  state_rename(p, arena, state, base, stale);
}
