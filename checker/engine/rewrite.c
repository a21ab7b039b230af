/* A callee's paths in the caller's terms: parameter i is replaced by the value of argument i. */
#include "value.h"

struct rewriting {
  struct program *p;
  const struct state *caller;
  const uint32_t *arguments;
  uint32_t count;
  uint32_t result; /* what LOAD(RESULT) becomes, or FACTS_NONE */
};

static uint32_t rewrite(const struct rewriting *r, uint32_t node);

/* The value that the callee's storage holds when it is entered. */
static uint32_t rewrite_load(const struct rewriting *r, uint32_t path) {
  const struct facts_node *n = node_of(r->p, path);
  if (n->kind == FACTS_PARAM) return n->a < r->count ? r->arguments[n->a] : FACTS_NONE;
  if (n->kind == FACTS_RESULT) return r->result;
  uint32_t to = rewrite(r, path);
  return to == FACTS_NONE ? FACTS_NONE : load_of(r->p, r->caller, to);
}

static uint32_t rewrite_index(const struct rewriting *r, const struct facts_node *n) {
  uint32_t array = rewrite(r, n->a);
  if (array == FACTS_NONE) return FACTS_NONE;
  uint32_t index = n->b ? rewrite(r, n->b) : 0;
  return program_node(r->p, FACTS_INDEX, array, index == FACTS_NONE ? 0 : index, 0);
}

static uint32_t rewrite_one(const struct rewriting *r, const struct facts_node *n) {
  uint32_t a = rewrite(r, n->a);
  if (a == FACTS_NONE) return FACTS_NONE;
  uint32_t node = program_node(r->p, n->kind, a, n->b, 0);
  return n->kind == FACTS_ADDRESS || n->kind == FACTS_UNARY ? value_of(r->p, NULL, node) : node;
}

static uint32_t rewrite_binary(const struct rewriting *r, const struct facts_node *n) {
  uint32_t a = rewrite(r, n->a), c = rewrite(r, n->c);
  if (a == FACTS_NONE || c == FACTS_NONE) return FACTS_NONE;
  return value_of(r->p, NULL, program_node(r->p, FACTS_BINARY, a, n->b, c));
}

static uint32_t rewrite(const struct rewriting *r, uint32_t node) {
  struct facts_node n = *node_of(r->p, node);
  uint32_t value;
  switch (n.kind) {
  case FACTS_LOCAL:
  case FACTS_TEMP:
  case FACTS_PARAM:
  case FACTS_RESULT:
  case NODE_PHI:
  case NODE_STALE: return FACTS_NONE;
  case FACTS_DEREF:
    value = rewrite_load(r, n.a);
    return value == FACTS_NONE || !value ? FACTS_NONE : pointee_of(r->p, value);
  case FACTS_LOAD: return rewrite_load(r, n.a);
  case FACTS_INDEX: return rewrite_index(r, &n);
  case FACTS_FIELD:
  case FACTS_ADDRESS:
  case FACTS_UNARY:
  case NODE_HOLDER: return rewrite_one(r, &n);
  case FACTS_BINARY: return rewrite_binary(r, &n);
  default: return node;
  }
}

uint32_t node_rewrite(struct program *p, const struct state *caller, uint32_t node,
                      const uint32_t *arguments, uint32_t count, uint32_t result) {
  struct rewriting r = {p, caller, arguments, count, result};
  return rewrite(&r, node);
}
