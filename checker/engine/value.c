/* Evaluation: a local variable stands for what it holds, `*&x` is `x`, numbers are computed. */
#include "value.h"

static uint32_t binary_of(struct program *p, uint32_t a, uint32_t operator, uint32_t c);
static uint32_t unary_of(struct program *p, uint32_t a, uint32_t operator);

uint32_t pointee_of(struct program *p, uint32_t value) {
  const struct facts_node *n = node_of(p, value);
  if (n->kind == FACTS_ADDRESS) return n->a;
  if (n->kind == FACTS_LOAD) return program_node(p, FACTS_DEREF, n->a, 0, 0);
  return program_node(p, FACTS_DEREF, program_node(p, NODE_HOLDER, value, 0, 0), 0, 0);
}

uint32_t load_of(struct program *p, const struct state *state, uint32_t path) {
  uint32_t bound = state ? state_binding(state, path) : FACTS_NONE;
  if (bound != FACTS_NONE) return bound;
  if (node_of(p, path)->kind == NODE_HOLDER) return node_of(p, path)->a;
  return program_node(p, FACTS_LOAD, path, 0, 0);
}

static uint32_t address_of(struct program *p, const struct state *state, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  if (n->kind == FACTS_DEREF) return load_of(p, state, n->a);
  return program_node(p, FACTS_ADDRESS, path, 0, 0);
}

/* Most storage holds what it held: then nothing is made anew. */
static uint32_t dereference(struct program *p, const struct state *state, uint32_t path,
                            uint32_t pointer) {
  uint32_t at = path_of(p, state, pointer);
  uint32_t bound = state ? state_binding(state, at) : FACTS_NONE;
  if (bound != FACTS_NONE) return pointee_of(p, bound);
  if (at == pointer && node_of(p, at)->kind != NODE_HOLDER) return path;
  return pointee_of(p, load_of(p, NULL, at));
}

uint32_t path_of(struct program *p, const struct state *state, uint32_t path) {
  struct facts_node n = *node_of(p, path);
  uint32_t a, b;
  switch (n.kind) {
  case FACTS_FIELD:
    a = path_of(p, state, n.a);
    return a == n.a ? path : program_node(p, FACTS_FIELD, a, n.b, 0);
  case FACTS_INDEX:
    a = path_of(p, state, n.a);
    b = value_of(p, state, n.b);
    return a == n.a && b == n.b ? path : program_node(p, FACTS_INDEX, a, b, 0);
  case FACTS_DEREF: return dereference(p, state, path, n.a);
  case NODE_HOLDER: return program_node(p, NODE_HOLDER, value_of(p, state, n.a), 0, 0);
  default: return path;
  }
}

static uint32_t loaded(struct program *p, const struct state *state, uint32_t value,
                       uint32_t path) {
  uint32_t at = path_of(p, state, path);
  uint32_t bound = state ? state_binding(state, at) : FACTS_NONE;
  if (bound != FACTS_NONE) return bound;
  return at == path && node_of(p, at)->kind != NODE_HOLDER ? value : load_of(p, NULL, at);
}

uint32_t value_of(struct program *p, const struct state *state, uint32_t value) {
  struct facts_node n = *node_of(p, value);
  switch (n.kind) {
  case FACTS_LOAD: return loaded(p, state, value, n.a);
  case FACTS_ADDRESS: return address_of(p, state, path_of(p, state, n.a));
  case FACTS_UNARY: return unary_of(p, value_of(p, state, n.a), n.b);
  case FACTS_BINARY: return binary_of(p, value_of(p, state, n.a), n.b, value_of(p, state, n.c));
  default: return value;
  }
}

static int compute(uint32_t operator, int64_t a, int64_t b, int64_t *result) {
  uint64_t x = (uint64_t)a, y = (uint64_t)b;
  switch (operator) {
  case FACTS_EQUAL: *result = a == b; return 1;
  case FACTS_UNEQUAL: *result = a != b; return 1;
  case FACTS_LESS: *result = a < b; return 1;
  case FACTS_LESS_EQUAL: *result = a <= b; return 1;
  case FACTS_GREATER: *result = a > b; return 1;
  case FACTS_GREATER_EQUAL: *result = a >= b; return 1;
  case FACTS_ADD: *result = (int64_t)(x + y); return 1;
  case FACTS_SUBTRACT: *result = (int64_t)(x - y); return 1;
  case FACTS_MULTIPLY: *result = (int64_t)(x * y); return 1;
  case FACTS_AND: *result = a & b; return 1;
  case FACTS_OR: *result = a | b; return 1;
  case FACTS_XOR: *result = a ^ b; return 1;
  default: return 0;
  }
}

static uint32_t binary_of(struct program *p, uint32_t a, uint32_t operator, uint32_t c) {
  int64_t result;
  if (!a || !c) return 0;
  const struct facts_node *x = node_of(p, a), *y = node_of(p, c);
  if (x->kind == FACTS_INTEGER && y->kind == FACTS_INTEGER &&
      compute(operator, x->number, y->number, &result))
    return program_integer(p, result);
  return program_node(p, FACTS_BINARY, a, operator, c);
}

static uint32_t unary_of(struct program *p, uint32_t a, uint32_t operator) {
  if (!a) return 0;
  const struct facts_node *x = node_of(p, a);
  if (x->kind == FACTS_INTEGER) {
    uint64_t number = (uint64_t)x->number;
    int64_t result = operator== FACTS_NOT      ? !number
                     : operator== FACTS_NEGATE ? (int64_t)(0 - number)
                                               : (int64_t) ~number;
    return program_integer(p, result);
  }
  return program_node(p, FACTS_UNARY, a, operator, 0);
}

static uint32_t replace(struct program *p, uint32_t node, uint32_t from, uint32_t to,
                        uint32_t part);

static uint32_t replace_in(struct program *p, uint32_t node, uint32_t from, uint32_t to,
                           uint32_t part) {
  struct facts_node n = *node_of(p, node);
  uint32_t a = n.kind == FACTS_INTEGER ? 0 : replace(p, n.a, from, to, part), c;
  switch (n.kind) {
  case FACTS_LOAD: return a == n.a ? node : load_of(p, NULL, a);
  case FACTS_ADDRESS: return a == n.a ? node : address_of(p, NULL, a);
  case FACTS_DEREF:
    if (node_of(p, from)->kind == FACTS_LOAD && node_of(p, from)->a == n.a)
      return pointee_of(p, to);
    return a == n.a ? node : pointee_of(p, load_of(p, NULL, a));
  case FACTS_FIELD: return a == n.a ? node : program_node(p, FACTS_FIELD, a, n.b, 0);
  case NODE_HOLDER: return a == n.a ? node : program_node(p, NODE_HOLDER, a, 0, 0);
  case FACTS_INDEX:
    c = n.b ? replace(p, n.b, from, to, part) : 0;
    return program_node(p, FACTS_INDEX, a, c, 0);
  case FACTS_UNARY: return a == n.a ? node : unary_of(p, a, n.b);
  case FACTS_BINARY:
    c = replace(p, n.c, from, to, part);
    return a == n.a && c == n.c ? node : binary_of(p, a, n.b, c);
  default: return node;
  }
}

/* `part` is in every node that something is replaced in. */
static uint32_t replace(struct program *p, uint32_t node, uint32_t from, uint32_t to,
                        uint32_t part) {
  if (node == from) return to;
  if (!(p->inside.row[node] >> (part & 63) & 1)) return node;
  uint32_t parts[2];
  node_parts(node_of(p, node), parts);
  return parts[0] ? replace_in(p, node, from, to, part) : node;
}

uint32_t node_replace(struct program *p, uint32_t node, uint32_t from, uint32_t to) {
  /* `*x` holds the value of x without a node that says so, so for a value look for its storage. */
  const struct facts_node *n = node_of(p, from);
  return replace(p, node, from, to, n->kind == FACTS_LOAD ? n->a : from);
}

int node_holds(const struct program *p, uint32_t node, uint32_t part) {
  uint32_t parts[2];
  if (node == part) return 1;
  node_parts(node_of(p, node), parts);
  return (parts[0] && node_mentions(p, parts[0], part)) ||
         (parts[1] && node_mentions(p, parts[1], part));
}

int node_has_kind(const struct program *p, uint32_t node, uint32_t kind) {
  uint32_t parts[2];
  if (node_of(p, node)->kind == kind) return 1;
  node_parts(node_of(p, node), parts);
  return (parts[0] && node_has_kind(p, parts[0], kind)) ||
         (parts[1] && node_has_kind(p, parts[1], kind));
}

uint32_t object_of(const struct program *p, uint32_t path) {
  while (node_of(p, path)->kind == FACTS_FIELD || node_of(p, path)->kind == FACTS_INDEX)
    path = node_of(p, path)->a;
  return path;
}

uint32_t base_of(const struct program *p, uint32_t path) {
  for (;;) {
    const struct facts_node *n = node_of(p, path);
    if (n->kind != FACTS_FIELD && n->kind != FACTS_INDEX && n->kind != FACTS_DEREF &&
        n->kind != FACTS_LOAD && n->kind != FACTS_ADDRESS && n->kind != NODE_HOLDER)
      return path;
    path = n->a;
  }
}
