/* The variables that a function's result comes from. Of a function that is said to allocate, what
 * they point to is nobody else's already where the function takes it off its own free list. */
#include "body.h"

#include <string.h>

static void mark(struct body *b, uint32_t value) {
  const struct facts_node *n = node_of(b->p, value);
  if (n->kind != FACTS_LOAD) return;
  n = node_of(b->p, n->a);
  if (n->kind == FACTS_LOCAL) b->returned[n->a] = 1;
}

/* Marks what is set into marked variables; 1 if a variable was marked. */
static int look(struct body *b) {
  uint32_t count = b->f->facts->local_count + 1;
  uint8_t *before = ARENA_ARRAY(&b->scratch, uint8_t, count);
  memcpy(before, b->returned, count);
  for (uint32_t i = 0; i < b->f->facts->block_count; i++) {
    const struct facts_block *facts = &blocks_of(b->p, b->f)[i];
    if (facts->exit == FACTS_RETURN) mark(b, linked(b->p, b->f, facts->value));
    for (uint32_t k = 0; k < facts->event_count; k++) {
      const struct facts_event *e = event_at(b->p, b->f, facts->event_begin + k);
      const struct facts_node *to = node_of(b->p, linked(b->p, b->f, e->a));
      if (e->kind == FACTS_SET && to->kind == FACTS_LOCAL && b->returned[to->a])
        mark(b, linked(b->p, b->f, e->b));
    }
  }
  return memcmp(before, b->returned, count) != 0;
}

void body_find_returned(struct body *b) {
  enum { MAX_COPIES = 8 };
  if (!b->f->allocates) return;
  b->returned = ARENA_ARRAY(&b->scratch, uint8_t, b->f->facts->local_count + 1);
  for (int i = 0; i < MAX_COPIES && look(b);) i++;
}

int body_is_to_be_returned(const struct body *b, uint32_t path) {
  const struct facts_node *n = node_of(b->p, path);
  while (n->kind == FACTS_FIELD || n->kind == FACTS_INDEX) n = node_of(b->p, n->a);
  if (!b->returned || n->kind != FACTS_DEREF) return 0;
  n = node_of(b->p, n->a);
  return n->kind == FACTS_LOCAL && b->returned[n->a];
}
