/* Nodes stand where they are first used in a function, with all that they are made of; the reader
 * finds equal ones again. */
#include "codec.h"

#include <string.h>

void codec_begin_function(struct codec *c) {
  memset(&c->values, 0, sizeof c->values);
  memset(&c->parts, 0, sizeof c->parts);
  c->next_local = c->next_temp = c->block = 0;
}

static void code_node(struct codec *c, unsigned role, unsigned outer, uint32_t *node,
                      unsigned depth);

static void code_leaf(struct codec *c, struct facts_node *n) {
  unsigned context = CODEC_NODE_A + n->kind;
  switch (n->kind) {
  case FACTS_SELF:
  case FACTS_RESULT: break;
  case FACTS_CAPABILITY:
    codec_string(c, CODEC_STRING_CAPABILITY, &n->a);
    codec_u32(c, CODEC_NODE_B + n->kind, &n->b);
    break;
  case FACTS_GLOBAL: codec_named(c, CODEC_NAMED_GLOBAL, &n->a); break;
  case FACTS_FUNCTION: codec_named(c, CODEC_NAMED_FUNCTION, &n->a); break;
  case FACTS_LOCAL: codec_fresh(c, context, &n->a, &c->next_local); break;
  case FACTS_TEMP: codec_near(c, context, &n->a, c->next_temp); break;
  case FACTS_INTEGER: codec_i64(c, CODEC_NUMBER, &n->number); break;
  default: codec_u32(c, context, &n->a);
  }
}

static void code_parts(struct codec *c, unsigned role, struct facts_node *n, unsigned depth) {
  unsigned a = CODEC_PART_A + n->kind, b = CODEC_PART_B + n->kind;
  switch (n->kind) {
  case FACTS_BINARY:
    codec_u32(c, CODEC_NODE_B + n->kind, &n->b);
    code_node(c, a, role, &n->a, depth);
    code_node(c, b, role, &n->c, depth);
    break;
  case FACTS_FIELD:
    code_node(c, a, role, &n->a, depth);
    codec_named(c, CODEC_NAMED_FIELD, &n->b);
    break;
  case FACTS_INDEX:
    code_node(c, a, role, &n->a, depth);
    code_node(c, b, role, &n->b, depth);
    break;
  case FACTS_UNARY: codec_u32(c, CODEC_NODE_B + n->kind, &n->b); /* fall through */
  case FACTS_DEREF:
  case FACTS_LOAD:
  case FACTS_ADDRESS: code_node(c, a, role, &n->a, depth); break;
  default: code_leaf(c, n);
  }
}

/* The kinds from the most common one on. */
static const uint8_t common_kinds[FACTS_NODE_KINDS] = {
    FACTS_LOAD,   FACTS_LOCAL,   FACTS_DEREF,   FACTS_FIELD,    FACTS_PARAM,    FACTS_INTEGER,
    FACTS_TEMP,   FACTS_BINARY,  FACTS_ADDRESS, FACTS_FUNCTION, FACTS_UNARY,    FACTS_INDEX,
    FACTS_GLOBAL, FACTS_UNKNOWN, FACTS_SELF,    FACTS_RESULT,   FACTS_INSTANCE, FACTS_CAPABILITY};

static void code_kind(struct codec *c, unsigned role, uint8_t *kind) {
  uint8_t at = 0;
  while (!c->reading && common_kinds[at] != *kind) at++;
  codec_byte(c, CODEC_NODE_KIND + role, &at);
  if (at >= FACTS_NODE_KINDS) codec_fail(c, "a node is of no kind");
  *kind = c->fault ? 0 : common_kinds[at];
}

/* The node as it is made. */
static void code_made(struct codec *c, unsigned role, uint32_t *node, unsigned depth) {
  struct facts_node n = {0};
  if (!c->reading) n = c->unit->nodes.row[*node];
  code_kind(c, role, &n.kind);
  if (n.kind == FACTS_UNKNOWN) codec_fail(c, "a node is of no kind");
  if (depth >= FACTS_DEPTH) codec_fail(c, "a node is too deep");
  if (!c->fault) code_parts(c, role, &n, depth + 1);
  if (!c->reading || c->fault) return;
  if (!c->rows) codec_fail(c, "there are more nodes than the facts can hold");
  else c->rows--;
  *node = n.kind == FACTS_INTEGER
              ? facts_integer(c->unit, n.number)
              : facts_node(c->unit, (enum facts_node_kind)n.kind, n.a, n.b, n.c);
}

static struct recent *recent_of(struct codec *c, unsigned role) {
  if (role >= CODEC_PART_A) return &c->parts;
  return role == CODEC_VALUE + FACTS_CALL ? &c->callees : &c->values;
}

enum { NONE, MADE, LATELY };

/* What a node will be depends on what stands around it: what it is a part of, and what were the
 * latest nodes. */
static uint32_t surroundings(const struct codec *c, const struct recent *recent, unsigned outer) {
  const struct facts_node *nodes = c->unit->nodes.row;
  return 1 + nodes[recent->item[0]].kind + nodes[recent->item[1]].kind * 32u + outer * 1024;
}

static void code_node(struct codec *c, unsigned role, unsigned outer, uint32_t *node,
                      unsigned depth) {
  struct recent *recent = recent_of(c, role);
  uint32_t at = c->reading || !*node ? 0 : codec_find_recent(recent, *node);
  uint32_t coded = !*node ? NONE : at == CODEC_RECENT ? MADE : LATELY + at;
  uint32_t around = surroundings(c, recent, outer);
  c->hint = around;
  codec_u32(c, CODEC_NODE + role, &coded);
  if (coded >= LATELY + CODEC_RECENT) codec_fail(c, "a node is out of range");
  c->hint = around;
  if (coded == MADE) code_made(c, role, node, depth);
  else if (!c->fault) *node = coded == NONE ? 0 : recent->item[coded - LATELY];
  if (c->fault) *node = 0;
  if (coded == MADE && !c->reading) c->rows++;
  if (*node) codec_make_latest(recent, coded == MADE ? CODEC_RECENT : coded - LATELY, *node);
}

void codec_node(struct codec *c, unsigned role, uint32_t *node) { code_node(c, role, 0, node, 0); }
