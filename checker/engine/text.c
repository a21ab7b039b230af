/* Paths and values as the author of a function would write them. */
#include "value.h"

static const char *text_of(struct program *p, const struct function *f, uint32_t node, int depth);

static const char *local_name(const struct program *p, const struct function *f, uint32_t index) {
  const struct facts_unit *u = p->units[f->unit].facts;
  if (!is_defined(f) || index >= f->facts->local_count) return "";
  return facts_text(u, u->locals.row[f->facts->local_begin + index].name);
}

static const char *parameter_name(const struct program *p, const struct function *f,
                                  uint32_t index) {
  const struct facts_unit *u = p->units[f->unit].facts;
  if (index >= f->facts->parameter_count) return "";
  return facts_text(u, u->parameters.row[f->facts->parameter_begin + index].name);
}

/* The call whose result a temp is: "user_find()". */
static const char *call_text(struct program *p, const struct function *f, uint32_t temp,
                             int depth) {
  for (uint32_t b = 0; is_defined(f) && b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
      const struct facts_event *e = event_at(p, f, blocks_of(p, f)[b].event_begin + k);
      if (e->kind == FACTS_CALL && e->temp == temp)
        return arena_format(&p->arena, "%s()", text_of(p, f, linked(p, f, e->b), depth));
    }
  return "the result of a call";
}

static const char *named(const char *name, const char *otherwise) {
  return *name ? name : otherwise;
}

static const char *field_text(struct program *p, const struct function *f,
                              const struct facts_node *n, int depth) {
  struct facts_node object = *node_of(p, n->a);
  int arrow = object.kind == FACTS_DEREF;
  const char *base = text_of(p, f, arrow ? object.a : n->a, depth);
  return arena_format(&p->arena, "%s%s%s", base, arrow ? "->" : ".", p->fields.row[n->b].name);
}

static const char *index_text(struct program *p, const struct function *f,
                              const struct facts_node *n, int depth) {
  struct facts_node array = *node_of(p, n->a);
  const char *base = text_of(p, f, array.kind == FACTS_DEREF ? array.a : n->a, depth);
  return arena_format(&p->arena, "%s[%s]", base, n->b ? text_of(p, f, n->b, depth) : "");
}

static const char *binary_text(struct program *p, const struct function *f,
                               const struct facts_node *n, int depth) {
  static const char *const operators[FACTS_OPERATORS] = {
      [FACTS_EQUAL] = "==",      [FACTS_UNEQUAL] = "!=",  [FACTS_LESS] = "<",
      [FACTS_LESS_EQUAL] = "<=", [FACTS_GREATER] = ">",   [FACTS_GREATER_EQUAL] = ">=",
      [FACTS_ADD] = "+",         [FACTS_SUBTRACT] = "-",  [FACTS_MULTIPLY] = "*",
      [FACTS_DIVIDE] = "/",      [FACTS_REMAINDER] = "%", [FACTS_AND] = "&",
      [FACTS_OR] = "|",          [FACTS_XOR] = "^",       [FACTS_SHIFT_LEFT] = "<<",
      [FACTS_SHIFT_RIGHT] = ">>"};
  const char *operator= operators[n->b] ? operators[n->b] : "?";
  const char *a = text_of(p, f, n->a, depth), *c = text_of(p, f, n->c, depth);
  return arena_format(&p->arena, "(%s %s %s)", a, operator, c);
}

static const char *unary_text(struct program *p, const struct function *f,
                              const struct facts_node *n, int depth) {
  const char *sign = n->b == FACTS_NOT ? "!" : n->b == FACTS_NEGATE ? "-" : "~";
  return arena_format(&p->arena, "%s%s", sign, text_of(p, f, n->a, depth));
}

static const char *text_of(struct program *p, const struct function *f, uint32_t node, int depth) {
  struct facts_node n = *node_of(p, node);
  if (--depth < 0) return "...";
  switch (n.kind) {
  case FACTS_SELF: return "this";
  case FACTS_LOCAL: return named(local_name(p, f, n.a), "a temporary");
  case FACTS_PARAM: return named(parameter_name(p, f, n.a), "an argument");
  case FACTS_GLOBAL: return p->globals.row[n.a].name;
  case FACTS_TEMP: return call_text(p, f, n.a, depth);
  case FACTS_RESULT: return "the result";
  case FACTS_INSTANCE: return arena_format(&p->arena, "struct %s", p->records.row[n.a].name);
  case FACTS_FIELD: return field_text(p, f, &n, depth);
  case FACTS_INDEX: return index_text(p, f, &n, depth);
  case FACTS_DEREF: return arena_format(&p->arena, "*%s", text_of(p, f, n.a, depth));
  case FACTS_LOAD:
  case NODE_HOLDER: return text_of(p, f, n.a, depth);
  case FACTS_ADDRESS: return arena_format(&p->arena, "&%s", text_of(p, f, n.a, depth));
  case FACTS_INTEGER: return arena_format(&p->arena, "%lld", (long long)n.number);
  case FACTS_FUNCTION: return p->functions.row[n.a].display;
  case FACTS_UNARY: return unary_text(p, f, &n, depth);
  case FACTS_BINARY: return binary_text(p, f, &n, depth);
  case NODE_PHI: return text_of(p, f, n.b, depth);
  default: return "?";
  }
}

const char *node_text(struct program *p, const struct function *f, uint32_t node) {
  return text_of(p, f, node, 24);
}
