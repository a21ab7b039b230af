/* Pointers that walk: `for (char *p = q->bytes; *p; p++)`.
 *
 * At the head of a loop a variable that the loop changes is a new value in each round. One that is
 * set once, and otherwise only moved on by elements, still points into what it was set to. It's
 * left alone where the function gives another value to the storage that it was set from: what it
 * points to may have been taken out of there. */
#include "pointee.h"
#include "value.h"

enum { MAX_WALKERS = 16 };

struct walkers {
  uint32_t variable[MAX_WALKERS];
  uint32_t from[MAX_WALKERS]; /* the value it was set to; FACTS_NONE: it's set otherwise, too */
  uint32_t count;
};

static int is_variable(const struct facts_node *n) {
  return n->kind == FACTS_LOCAL || n->kind == FACTS_PARAM;
}

/* The variable is set to the address of another element of what it points to. */
static int is_moved(const struct program *p, uint32_t variable, uint32_t value) {
  const struct facts_node *n = node_of(p, value);
  n = n->kind == FACTS_ADDRESS ? node_of(p, n->a) : n;
  if (n->kind != FACTS_INDEX) return 0;
  n = node_of(p, n->a);
  return n->kind == FACTS_DEREF && n->a == variable;
}

static void for_each_set(struct body *b,
                         void (*visit)(struct body *, uint32_t path, uint32_t value)) {
  for (uint32_t i = 0; i < b->f->facts->block_count; i++)
    for (uint32_t k = 0; k < blocks_of(b->p, b->f)[i].event_count; k++) {
      const struct facts_event *e = event_at(b->p, b->f, blocks_of(b->p, b->f)[i].event_begin + k);
      if (e->kind == FACTS_SET) visit(b, linked(b->p, b->f, e->a), linked(b->p, b->f, e->b));
    }
}

static uint32_t *walker(struct walkers *w, uint32_t variable) {
  for (uint32_t i = 0; i < w->count; i++)
    if (w->variable[i] == variable) return &w->from[i];
  return NULL;
}

static void find_moved(struct body *b, uint32_t path, uint32_t value) {
  struct walkers *w = b->walkers;
  if (!is_moved(b->p, path, value) || walker(w, path) || w->count == MAX_WALKERS) return;
  const struct facts_node *n = node_of(b->p, path);
  if (!is_variable(n)) return;
  w->variable[w->count] = path;
  w->from[w->count++] = n->kind == FACTS_PARAM ? load_of(b->p, NULL, path) : 0;
}

static void find_origin(struct body *b, uint32_t path, uint32_t value) {
  uint32_t *from = walker(b->walkers, path);
  if (from && !is_moved(b->p, path, value)) *from = *from ? FACTS_NONE : value;
}

/* The member or variable that a path ends in, whatever object it is of. */
static uint64_t leaf_of(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  while (n->kind == FACTS_INDEX) n = node_of(p, n->a);
  if (n->kind == FACTS_FIELD) return (uint64_t)1 << 32 | n->b;
  return n->kind == FACTS_GLOBAL ? (uint64_t)2 << 32 | n->a : 0;
}

static void drop_replaced(struct body *b, uint32_t path, uint32_t value) {
  uint64_t leaf = leaf_of(b->p, path);
  struct walkers *w = b->walkers;
  (void)value;
  for (uint32_t i = 0; leaf && i < w->count; i++) {
    if (w->from[i] == FACTS_NONE || node_of(b->p, w->from[i])->kind != FACTS_LOAD) continue;
    if (leaf_of(b->p, node_of(b->p, w->from[i])->a) == leaf) w->from[i] = FACTS_NONE;
  }
}

static void find_walkers(struct body *b) {
  b->walkers = ARENA_ARRAY(&b->scratch, struct walkers, 1);
  for_each_set(b, find_moved);
  if (!b->walkers->count) return;
  for_each_set(b, find_origin);
  for_each_set(b, drop_replaced);
}

uint32_t body_walked_path(struct body *b, const struct state *s, uint32_t path) {
  uint32_t object = object_of(b->p, path);
  const struct facts_node *n = node_of(b->p, object);
  n = n->kind == FACTS_DEREF ? node_of(b->p, n->a) : n;
  if (n->kind != NODE_PHI) return path;
  if (!b->walkers) find_walkers(b);
  const uint32_t *from = walker(b->walkers, n->b);
  if (!from || !*from || *from == FACTS_NONE) return path;
  uint32_t start = *from;
  /* What a parameter held at first is no longer what the variable holds. */
  if (node_of(b->p, n->b)->kind != FACTS_PARAM) start = value_of(b->p, s, start);
  return start ? pointee_of(b->p, start) : path;
}
