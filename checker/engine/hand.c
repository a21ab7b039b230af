/* The objects of a state that were given away or taken: few, so searched from the front. */
#include "state.h"
#include "value.h"

#include <string.h>

struct hand *state_find_hand(const struct state *state, uint32_t object, unsigned flags) {
  for (unsigned i = 0; i < state->hand_count; i++) {
    struct hand *h = &state->hands[i];
    if (h->object == object && (h->flags & HAND_TAKEN) == (flags & HAND_TAKEN)) return h;
  }
  return NULL;
}

void state_add_hand(struct arena *arena, struct state *state, const struct hand *hand) {
  unsigned at = state->hand_count;
  if (at == UINT16_MAX / 2) return;
  state->hands =
      state_grow(arena, state->hands, state->hand_count, &state->hand_capacity, sizeof *hand);
  for (; at > 0 && state->hands[at - 1].object > hand->object; at--)
    state->hands[at] = state->hands[at - 1];
  state->hands[at] = *hand;
  state->hand_count++;
}

void state_remove_hand(struct state *state, struct hand *hand) {
  struct hand *end = state->hands + state->hand_count--;
  memmove(hand, hand + 1, (size_t)(end - hand - 1) * sizeof *hand);
}

void state_forget_hands(const struct program *p, struct state *state, uint32_t part) {
  for (unsigned i = state->hand_count; i-- > 0;)
    if (node_mentions(p, state->hands[i].object, part)) state_remove_hand(state, &state->hands[i]);
}

static int is_met_at(const struct program *p, uint32_t node, uint32_t block) {
  const struct facts_node *n = node_of(p, node);
  uint32_t parts[2];
  if (n->kind == NODE_PHI) return n->a == block;
  node_parts(n, parts);
  return (parts[0] && is_met_at(p, parts[0], block)) || (parts[1] && is_met_at(p, parts[1], block));
}

void state_forget_met_hands(const struct program *p, struct state *state, uint32_t block) {
  for (unsigned i = state->hand_count; i-- > 0;)
    if (is_met_at(p, state->hands[i].object, block)) state_remove_hand(state, &state->hands[i]);
}

void state_forget_hands_of(struct state *state, unsigned flags) {
  for (unsigned i = state->hand_count; i-- > 0;)
    if ((state->hands[i].flags & flags) == flags) state_remove_hand(state, &state->hands[i]);
}

void state_rename_hands(struct program *p, struct state *state, uint32_t from, uint32_t to) {
  for (unsigned i = 0; i < state->hand_count; i++) {
    struct hand hand = state->hands[i];
    unsigned at = i;
    hand.object = node_replace(p, hand.object, from, to);
    for (; at > 0 && state->hands[at - 1].object > hand.object; at--)
      state->hands[at] = state->hands[at - 1];
    state->hands[at] = hand;
  }
}

static const struct hand *next_given(const struct state *s, unsigned *at) {
  while (*at < s->hand_count)
    if (!(s->hands[(*at)++].flags & HAND_TAKEN)) return &s->hands[*at - 1];
  return NULL;
}

int state_same_hands(const struct state *a, const struct state *b) {
  for (unsigned i = 0, k = 0;;) {
    const struct hand *x = next_given(a, &i), *y = next_given(b, &k);
    if (!x || !y) return !x && !y;
    if (x->object != y->object || x->flags != y->flags) return 0;
  }
}

int state_merge_hands(struct arena *arena, struct state *to, const struct state *from) {
  int changed = 0;
  for (unsigned i = to->hand_count; i-- > 0;) {
    struct hand *h = &to->hands[i];
    const struct hand *other = state_find_hand(from, h->object, h->flags);
    if (other && other->flags == h->flags) continue;
    if (h->flags & HAND_TAKEN) state_remove_hand(to, h);
    else if (h->flags & HAND_MAYBE) continue;
    else h->flags |= HAND_MAYBE;
    changed = 1;
  }
  for (unsigned i = 0; i < from->hand_count; i++) {
    struct hand extra = from->hands[i];
    if ((extra.flags & HAND_TAKEN) || state_find_hand(to, extra.object, extra.flags)) continue;
    extra.flags |= HAND_MAYBE;
    state_add_hand(arena, to, &extra);
    changed = 1;
  }
  return changed;
}
