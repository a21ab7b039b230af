/* Which variables and results of calls are still read after a point, found backwards over the
 * control-flow graph. What a state says of the others is dropped where it enters a block, so that
 * the states of a large function stay small.
 *
 * A variable whose address is taken anywhere in the function is live everywhere. */
#include "body.h"
#include "value.h"

#include <string.h>

/** Below this number of blocks there is nothing to win. */
enum { FEW_BLOCKS = 8 };

struct live {
  uint32_t words;      /* of one set */
  uint32_t locals, parameters;
  uint64_t *in;        /* a set for each block */
  uint64_t *addressed; /* one set */
};

struct scan {
  struct body *b;
  struct live *l;
  uint64_t *gen, *kill; /* of one block, built from its end */
};

/* The number of a variable or result, or FACTS_NONE. */
static uint32_t number_of(const struct live *l, const struct facts_node *n) {
  switch (n->kind) {
  case FACTS_LOCAL: return n->a;
  case FACTS_PARAM: return l->locals + n->a;
  case FACTS_TEMP: return l->locals + l->parameters + n->a;
  default: return FACTS_NONE;
  }
}

static void put(uint64_t *set, uint32_t number) { set[number / 64] |= (uint64_t)1 << number % 64; }
static void take(uint64_t *set, uint32_t number) {
  set[number / 64] &= ~((uint64_t)1 << number % 64);
}
static int has(const uint64_t *set, uint32_t number) { return set[number / 64] >> number % 64 & 1; }

static void use(struct scan *s, uint32_t node) {
  const struct facts_node *n = node_of(s->b->p, node);
  uint32_t number = number_of(s->l, n), parts[2];
  if (number != FACTS_NONE) {
    put(s->gen, number);
    return;
  }
  if (n->kind == FACTS_ADDRESS) {
    number = number_of(s->l, node_of(s->b->p, object_of(s->b->p, n->a)));
    if (number != FACTS_NONE) put(s->l->addressed, number);
  }
  node_parts(n, parts);
  if (parts[0]) use(s, parts[0]);
  if (parts[1]) use(s, parts[1]);
}

static void define(struct scan *s, uint32_t number) {
  take(s->gen, number);
  put(s->kill, number);
}

static void scan_event(struct scan *s, const struct facts_event *e) {
  struct body *b = s->b;
  uint32_t a = linked(b->p, b->f, e->a), number = number_of(s->l, node_of(b->p, a));
  switch (e->kind) {
  case FACTS_CALL:
    define(s, s->l->locals + s->l->parameters + e->temp);
    use(s, linked(b->p, b->f, e->b));
    for (uint32_t i = 0; i < e->argument_count; i++)
      use(s, linked(b->p, b->f, b->unit->values.row[e->argument_begin + i]));
    break;
  case FACTS_SET:
    if (number != FACTS_NONE) define(s, number);
    else use(s, a);
    use(s, linked(b->p, b->f, e->b));
    break;
  case FACTS_SCOPE:
    if (number != FACTS_NONE) define(s, number);
    break;
  default: use(s, a);
  }
}

static void scan_block(struct scan *s, uint32_t block) {
  const struct facts_block *facts = &blocks_of(s->b->p, s->b->f)[block];
  use(s, linked(s->b->p, s->b->f, facts->value));
  for (uint32_t k = facts->event_count; k-- > 0;)
    scan_event(s, event_at(s->b->p, s->b->f, facts->event_begin + k));
}

static int flow_back(struct body *b, struct live *l, const uint64_t *gen, const uint64_t *kill,
                     uint32_t block) {
  const struct facts_block *facts = &blocks_of(b->p, b->f)[block];
  uint64_t *in = l->in + (size_t)block * l->words;
  int changed = 0;
  for (uint32_t w = 0; w < l->words; w++) {
    uint64_t out = 0;
    for (uint32_t i = 0; i < facts->successor_count; i++)
      out |= l->in[(size_t)b->unit->successors.row[facts->successor_begin + i] * l->words + w];
    uint64_t now = gen[w] | (out & ~kill[w]);
    changed |= now != in[w];
    in[w] = now;
  }
  return changed;
}

void body_find_live(struct body *b) {
  const struct facts_function *f = b->f->facts;
  if (f->block_count < FEW_BLOCKS) return;
  struct live *l = b->live = ARENA_ARRAY(&b->scratch, struct live, 1);
  l->locals = f->local_count;
  l->parameters = f->parameter_count;
  l->words = (l->locals + l->parameters + f->temp_count) / 64 + 1;
  size_t size = (size_t)l->words * f->block_count;
  l->in = ARENA_ARRAY(&b->scratch, uint64_t, size);
  l->addressed = ARENA_ARRAY(&b->scratch, uint64_t, l->words);
  uint64_t *gen = ARENA_ARRAY(&b->scratch, uint64_t, size);
  uint64_t *kill = ARENA_ARRAY(&b->scratch, uint64_t, size);
  for (uint32_t i = 0; i < f->block_count; i++) {
    struct scan s = {b, l, gen + (size_t)i * l->words, kill + (size_t)i * l->words};
    scan_block(&s, i);
  }
  for (int changed = 1; changed;) {
    changed = 0;
    for (uint32_t i = f->block_count; i-- > 0;)
      changed |= flow_back(b, l, gen + (size_t)i * l->words, kill + (size_t)i * l->words, i);
  }
}

static int is_live(const struct live *l, uint32_t block, uint32_t number) {
  return has(l->in + (size_t)block * l->words, number) || has(l->addressed, number);
}

int body_is_live(const struct body *b, uint32_t block, uint32_t path) {
  if (!b->live) return 1;
  uint32_t number = number_of(b->live, node_of(b->p, object_of(b->p, path)));
  return number == FACTS_NONE || is_live(b->live, block, number);
}

/* Whether nothing can read a value again: it speaks of something that no variable leads to.
 * `named` has the bits of all nodes that are in what is kept. */
static int is_dead(const struct body *b, uint32_t block, uint32_t node, uint64_t named) {
  const struct facts_node *n = node_of(b->p, node);
  uint32_t number = number_of(b->live, n), parts[2];
  int is_named = named >> (node & 63) & 1;
  if (n->kind == NODE_PHI) return !is_named;
  if (n->kind == FACTS_TEMP || n->kind == FACTS_LOCAL)
    return !is_named && !is_live(b->live, block, number);
  node_parts(n, parts);
  return (parts[0] && is_dead(b, block, parts[0], named)) ||
         (parts[1] && is_dead(b, block, parts[1], named));
}

/* The nodes that are in the values of bindings and in the held locks. */
static uint64_t names_in(const struct program *p, const struct state *s) {
  uint64_t named = 0;
  for (unsigned i = 0; i < s->binding_count; i++)
    named |= p->inside.row[s->bindings[i].value] | p->inside.row[s->bindings[i].path];
  for (unsigned i = 0; i < s->held_count; i++)
    named |= p->inside.row[s->held[i].lock] | p->inside.row[s->held[i].condition];
  return named;
}

void body_forget_dead(struct body *b, struct state *s, uint32_t block) {
  unsigned bindings = 0, signs = 0;
  if (!b->live) return;
  for (unsigned i = 0; i < s->binding_count; i++)
    if (body_is_live(b, block, s->bindings[i].path)) s->bindings[bindings++] = s->bindings[i];
  s->binding_count = (uint16_t)bindings;
  uint64_t named = names_in(b->p, s);
  for (unsigned i = 0; i < s->sign_count; i++)
    if (!is_dead(b, block, s->signs[i].value, named)) s->signs[signs++] = s->signs[i];
  s->sign_count = (uint16_t)signs;
  for (unsigned i = s->hand_count; i-- > 0;)
    if (is_dead(b, block, s->hands[i].object, named)) state_remove_hand(s, &s->hands[i]);
}
