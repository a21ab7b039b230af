/* Results that come through a pointer: what a function leaves in `*parameter`, and what its caller
 * knows of it afterwards. */
#include "out.h"
#include "value.h"

int is_out(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  return n->kind == FACTS_DEREF && node_of(p, n->a)->kind == FACTS_PARAM;
}

void body_forget_out(struct body *b, struct state *s, const uint32_t *arguments, uint32_t count) {
  unsigned kept = 0;
  for (unsigned i = 0; i < s->binding_count; i++) {
    uint32_t path = s->bindings[i].path;
    int passed = 0;
    for (uint32_t k = 0; is_out(b->p, path) && k < count; k++)
      passed |= node_mentions(b->p, arguments[k], node_of(b->p, path)->a);
    if (!passed) s->bindings[kept++] = s->bindings[i];
  }
  s->binding_count = (uint16_t)kept;
}

static void note_telling(struct body *b, uint32_t path) {
  if (node_of(b->p, path)->kind != FACTS_LOCAL) return;
  for (uint32_t i = 0; i < b->telling_count; i++)
    if (b->telling[i] == path) return;
  if (b->telling_count < MAX_TELLING) b->telling[b->telling_count++] = path;
}

static void fill(struct body *b, struct state *s, uint32_t path) {
  uint32_t unknown = program_node(b->p, NODE_STALE, b->tag, path, 0);
  uint32_t value = program_node(b->p, FACTS_LOAD, unknown, 0, 0);
  if (state_binding(s, path) == value) return;
  state_forget(b->p, &b->scratch, s, path, b->tag);
  state_bind(&b->scratch, s, path, value);
}

void body_fill_out(struct body *b, struct state *s, const uint32_t *arguments, uint32_t count,
                   uint32_t condition) {
  const struct facts_node *n = node_of(b->p, condition);
  uint32_t parts[2];
  node_parts(n, parts);
  if (is_out(b->p, condition)) {
    uint32_t parameter = node_of(b->p, n->a)->a;
    if (parameter >= count || !arguments[parameter]) return;
    note_telling(b, pointee_of(b->p, arguments[parameter]));
    fill(b, s, pointee_of(b->p, arguments[parameter]));
    return;
  }
  for (int i = 0; i < 2; i++)
    if (parts[i]) body_fill_out(b, s, arguments, count, parts[i]);
}

static void fill_variables(struct body *b, struct state *s, const uint32_t *arguments,
                           uint32_t count, uint32_t value) {
  const struct facts_node *n = node_of(b->p, value);
  uint32_t parts[2];
  node_parts(n, parts);
  if (is_out(b->p, value)) {
    uint32_t parameter = node_of(b->p, n->a)->a;
    uint32_t path = parameter < count ? pointee_of(b->p, arguments[parameter]) : 0;
    if (node_of(b->p, path)->kind == FACTS_LOCAL) fill(b, s, path);
    return;
  }
  for (int i = 0; i < 2; i++)
    if (parts[i]) fill_variables(b, s, arguments, count, parts[i]);
}

void body_fill_index(struct body *b, struct state *s, const uint32_t *arguments, uint32_t count,
                     uint32_t lock) {
  const struct facts_node *n = node_of(b->p, lock);
  for (; n->kind == FACTS_FIELD || n->kind == FACTS_INDEX; n = node_of(b->p, n->a))
    if (n->kind == FACTS_INDEX && n->b) fill_variables(b, s, arguments, count, n->b);
  if (n->kind == FACTS_DEREF && is_out(b->p, n->a))
    fill_variables(b, s, arguments, count, n->a); /* the lock of what is left in `*parameter` */
}

uint32_t body_by_out(struct body *b, const struct state *s, uint32_t path) {
  for (unsigned i = 0; i < s->binding_count; i++) {
    const struct binding *left = &s->bindings[i];
    if (!is_out(b->p, left->path) || node_of(b->p, left->value)->kind != FACTS_LOAD) continue;
    uint32_t value = program_node(b->p, FACTS_LOAD, left->path, 0, 0);
    uint32_t named = node_replace(b->p, path, left->value, value);
    if (named != path && body_is_outer(b, named)) return named;
  }
  return FACTS_NONE;
}

int body_was_filled(const struct body *b, const struct state *s, uint32_t path) {
  uint32_t bound = state_binding(s, path);
  if (bound == FACTS_NONE || !b->filled_by) return 0;
  const struct facts_node *n = node_of(b->p, bound);
  if (n->kind != FACTS_LOAD) return 0;
  n = node_of(b->p, n->a);
  return n->kind == NODE_STALE && n->a == b->filled_by && n->b == path;
}
