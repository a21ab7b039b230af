/* The ways out of a function as its callers see them: which are alike, and by what others can be
 * told apart. */
#include "ways.h"
#include "out.h"
#include "value.h"

void body_collect_hands(struct body *b, struct way_out *way) {
  const struct state *s = way->state;
  way->hands = ARENA_ARRAY(&b->p->arena, struct hand, s->hand_count);
  for (unsigned i = 0; i < s->hand_count; i++) {
    struct hand h = s->hands[i];
    if (h.flags & (HAND_TAKEN | HAND_STARTED | HAND_UNSTEADY)) continue;
    if (!body_is_outer(b, h.object)) h.object = body_outer_path(b, h.object, way->value);
    if (h.object == FACTS_NONE) continue;
    uint32_t at = way->hand_count++;
    for (; at > 0 && way->hands[at - 1].object > h.object; at--)
      way->hands[at] = way->hands[at - 1];
    way->hands[at] = h;
  }
}

static int same_effects(const struct way_out *a, const struct way_out *b) {
  if (a->held_count != b->held_count || a->hand_count != b->hand_count) return 0;
  for (uint32_t i = 0; i < a->hand_count; i++)
    if (a->hands[i].object != b->hands[i].object || a->hands[i].flags != b->hands[i].flags)
      return 0;
  for (uint32_t i = 0; i < a->held_count; i++)
    if (a->held[i].lock != b->held[i].lock || a->held[i].mode != b->held[i].mode ||
        (a->held[i].flags & (HELD_DEBT | HELD_MAYBE)) !=
            (b->held[i].flags & (HELD_DEBT | HELD_MAYBE)))
      return 0;
  return 1;
}

/* The first way of each group stands for it. */
uint32_t body_group_ways(struct body *b) {
  struct exits *x = b->exits;
  uint32_t groups = 0;
  for (uint32_t i = 0; i < x->ways.count; i++) {
    uint32_t k = 0;
    while (k < i && !same_effects(x->ways.row[k], x->ways.row[i])) k++;
    x->ways.row[i]->group = k < i ? x->ways.row[k]->group : groups++;
  }
  return groups;
}

/* The value that callers know, as this way leaves it. */
static uint32_t left_by(struct body *b, const struct way_out *way, uint32_t value, int after) {
  if (after) return value_of(b->p, way->state, value);
  return way->value ? node_replace(b->p, value, body_result_value(b->p), way->value) : value;
}

/* The signs that a value has on every way of a group. */
static uint8_t signs_in_group(struct body *b, uint32_t group, uint32_t value, int after) {
  uint8_t signs = 0;
  for (uint32_t i = 0; i < b->exits->ways.count; i++) {
    const struct way_out *way = b->exits->ways.row[i];
    if (way->group == group) signs |= value_signs(b->p, way->state, left_by(b, way, value, after));
  }
  return signs;
}

/* What is left in `*parameter` and tells two groups apart, or 0. */
static uint32_t telling_out(struct body *b, uint32_t one, uint32_t other) {
  for (uint32_t i = 0; i < b->exits->ways.count; i++) {
    const struct way_out *way = b->exits->ways.row[i];
    for (unsigned k = 0; way->group == one && k < way->state->binding_count; k++) {
      uint32_t path = way->state->bindings[k].path;
      if (!is_out(b->p, path)) continue;
      uint32_t value = program_node(b->p, FACTS_LOAD, path, 0, 0);
      if (!(signs_in_group(b, one, value, 1) & signs_in_group(b, other, value, 1))) return value;
    }
  }
  return 0;
}

/* A value over the parameters, or the memory that they lead to, that tells two groups apart, or 0. */
static uint32_t telling_parameter(struct body *b, uint32_t one, uint32_t other, int in_memory) {
  for (uint32_t i = 0; i < b->exits->ways.count; i++) {
    const struct way_out *way = b->exits->ways.row[i];
    for (unsigned k = 0; way->group == one && k < way->state->sign_count; k++) {
      uint32_t value = way->state->signs[k].value;
      if (!premise_is_outer(b->p, value) || premise_is_of_memory(b->p, value) != in_memory)
        continue;
      if (in_memory && !premise_is_setting(b->p, value)) continue;
      if (!(signs_in_group(b, one, value, 0) & signs_in_group(b, other, value, 0))) return value;
    }
  }
  return 0;
}

/* The test for a number that only one of the groups returns, or 0. */
static uint32_t telling_number(struct body *b, uint32_t one, uint32_t other) {
  for (int turn = 0; turn < 2; turn++, one ^= other, other ^= one, one ^= other) {
    const struct outcome *o = &b->summary->outcomes[one];
    if (!o->exact) continue;
    uint32_t value = program_node(b->p, FACTS_BINARY, body_result_value(b->p), FACTS_EQUAL,
                                  program_integer(b->p, o->number));
    if (signs_in_group(b, other, value, 0) == SIGN_ZERO) return value;
  }
  return 0;
}

static int note_telling(struct body *b, uint32_t one, uint32_t other, uint32_t value, int after) {
  struct outcome *mine = &b->summary->outcomes[one], *theirs = &b->summary->outcomes[other];
  if (!value) return 0;
  struct premise a = {value, signs_in_group(b, one, value, after), (uint8_t)after, 0};
  struct premise c = {value, signs_in_group(b, other, value, after), (uint8_t)after, 0};
  return premise_add(mine->premises, &mine->premise_count, a) &
         premise_add(theirs->premises, &theirs->premise_count, c);
}

/* Memory comes last: callers know little of it. */
int body_tell_apart(struct body *b, uint32_t one, uint32_t other) {
  int told = note_telling(b, one, other, telling_parameter(b, one, other, 0), 0);
  told |= note_telling(b, one, other, telling_number(b, one, other), 0);
  told |= note_telling(b, one, other, telling_out(b, one, other), 1);
  return told || note_telling(b, one, other, telling_parameter(b, one, other, 1), 0);
}

void body_note_asserted(struct body *b) {
  int ends = 0;
  for (uint32_t i = 0; i < b->f->facts->block_count; i++)
    ends |= blocks_of(b->p, b->f)[i].exit == FACTS_NEVER;
  for (uint32_t i = 0; ends && i < b->exits->ways.count; i++) {
    const struct way_out *way = b->exits->ways.row[i];
    struct outcome *o = &b->summary->outcomes[way->group];
    for (unsigned k = 0; k < way->state->sign_count; k++) {
      uint32_t value = way->state->signs[k].value;
      if (!premise_is_outer(b->p, value) || premise_is_of_memory(b->p, value)) continue;
      uint8_t signs = signs_in_group(b, way->group, value, 0);
      if (signs != SIGN_ANY)
        premise_add(o->premises, &o->premise_count, (struct premise){value, signs, 0, 0});
    }
  }
}

static int gives(const struct outcome *o, const struct hand *h) {
  for (uint32_t i = 0; i < o->hand_count; i++)
    if (o->hands[i].object == h->object && o->hands[i].flags == h->flags) return 1;
  return 0;
}

void body_doubt_hands(struct body *b, uint32_t group) {
  struct outcome *mine = &b->summary->outcomes[group];
  for (uint32_t i = 0; i < mine->hand_count; i++)
    for (uint32_t other = 0; other < b->summary->outcome_count; other++) {
      struct outcome *theirs = &b->summary->outcomes[other];
      if (other == group || gives(theirs, &mine->hands[i]) || !(mine->signs & theirs->signs))
        continue;
      if (!body_tell_apart(b, group, other)) mine->hands[i].flags |= HAND_MAYBE;
    }
}
