/* A path or value as text, close to how C writes it: `u->server->lock`, `(h & mask)`, `&q`. */
#include "dump.h"

#include <inttypes.h>

static const char *const operators[FACTS_OPERATORS] = {
    [FACTS_NOT] = "!",         [FACTS_NEGATE] = "-",    [FACTS_COMPLEMENT] = "~",
    [FACTS_EQUAL] = "==",      [FACTS_UNEQUAL] = "!=",  [FACTS_LESS] = "<",
    [FACTS_LESS_EQUAL] = "<=", [FACTS_GREATER] = ">",   [FACTS_GREATER_EQUAL] = ">=",
    [FACTS_ADD] = "+",         [FACTS_SUBTRACT] = "-",  [FACTS_MULTIPLY] = "*",
    [FACTS_DIVIDE] = "/",      [FACTS_REMAINDER] = "%", [FACTS_AND] = "&",
    [FACTS_OR] = "|",          [FACTS_XOR] = "^",       [FACTS_SHIFT_LEFT] = "<<",
    [FACTS_SHIFT_RIGHT] = ">>"};

/* The length of the letter of UTF-8 that stands here, or 0 for what a terminal could act upon. */
static size_t letter(const unsigned char *at) {
  if (*at < 0x80) return *at >= 0x20 && *at != 0x7f;
  size_t length = *at < 0xc2 || *at > 0xf4 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
  for (size_t i = 1; i < length; i++)
    if ((at[i] & 0xc0) != 0x80) return 0;
  return at[0] == 0xc2 && at[1] < 0xa0 ? 0 : length;
}

void facts_dump_text(const char *text, FILE *out) {
  for (const unsigned char *at = (const unsigned char *)text; *at;) {
    size_t length = letter(at);
    if (length) fwrite(at, 1, length, out);
    else fprintf(out, "\\x%02x", *at);
    at += length ? length : 1;
  }
}

struct printer {
  const struct facts_unit *unit;
  const struct facts_function *function;
  FILE *out;
};

static void print(const struct printer *p, uint32_t node);

static void named(const struct printer *p, const char *name, const char *kind, uint32_t index) {
  if (*name) facts_dump_text(name, p->out);
  else fprintf(p->out, "%s%" PRIu32, kind, index);
}

static void local(const struct printer *p, uint32_t index) {
  const char *name = "";
  if (p->function && index < p->function->local_count)
    name = facts_text(p->unit, p->unit->locals.row[p->function->local_begin + index].name);
  named(p, name, "local", index);
}

static void parameter(const struct printer *p, uint32_t index) {
  const char *name = "";
  if (p->function && index < p->function->parameter_count)
    name = facts_text(p->unit, p->unit->parameters.row[p->function->parameter_begin + index].name);
  named(p, name, "parameter", index);
}

/* `p->f` for a field of what a pointer points to, `s.f` otherwise. */
static void field(const struct printer *p, const struct facts_node *n) {
  const struct facts_node *object = &p->unit->nodes.row[n->a];
  int arrow = object->kind == FACTS_DEREF;
  print(p, arrow ? object->a : n->a);
  fputs(arrow ? "->" : ".", p->out);
  facts_dump_text(facts_text(p->unit, p->unit->fields.row[n->b].name), p->out);
}

static void element(const struct printer *p, const struct facts_node *n) {
  const struct facts_node *array = &p->unit->nodes.row[n->a];
  print(p, array->kind == FACTS_DEREF ? array->a : n->a);
  fputc('[', p->out);
  if (n->b) print(p, n->b);
  fputc(']', p->out);
}

static void binary(const struct printer *p, const struct facts_node *n) {
  fputc('(', p->out);
  print(p, n->a);
  fprintf(p->out, " %s ", operators[n->b]);
  print(p, n->c);
  fputc(')', p->out);
}

static void prefixed(const struct printer *p, const char *prefix, uint32_t node) {
  fputs(prefix, p->out);
  print(p, node);
}

static void print(const struct printer *p, uint32_t node) {
  const struct facts_unit *u = p->unit;
  const struct facts_node *n = &u->nodes.row[node];
  switch ((enum facts_node_kind)n->kind) {
  case FACTS_SELF: fputs("this", p->out); break;
  case FACTS_LOCAL: local(p, n->a); break;
  case FACTS_PARAM: parameter(p, n->a); break;
  case FACTS_GLOBAL: facts_dump_text(facts_text(u, u->globals.row[n->a].name), p->out); break;
  case FACTS_TEMP: fprintf(p->out, "%%%" PRIu32, n->a); break;
  case FACTS_RESULT: fputs("ret", p->out); break;
  case FACTS_INSTANCE:
    fputs("struct ", p->out);
    facts_dump_text(facts_text(u, u->records.row[n->a].name), p->out);
    break;
  case FACTS_CAPABILITY: facts_dump_text(facts_text(u, n->a), p->out); break;
  case FACTS_FIELD: field(p, n); break;
  case FACTS_DEREF: prefixed(p, "*", n->a); break;
  case FACTS_INDEX: element(p, n); break;
  case FACTS_INTEGER: fprintf(p->out, "%" PRId64, n->number); break;
  case FACTS_LOAD: print(p, n->a); break;
  case FACTS_ADDRESS: prefixed(p, "&", n->a); break;
  case FACTS_FUNCTION:
    facts_dump_text(facts_text(u, u->functions.row[n->a].display), p->out);
    break;
  case FACTS_UNARY: prefixed(p, operators[n->b], n->a); break;
  case FACTS_BINARY: binary(p, n); break;
  case FACTS_UNKNOWN:
  case FACTS_NODE_KINDS: fputc('?', p->out); break;
  }
}

void facts_dump_node(const struct facts_unit *unit, uint32_t function, uint32_t node, FILE *out) {
  const struct facts_function *f =
      function < unit->functions.count ? &unit->functions.row[function] : NULL;
  struct printer p = {unit, f, out};
  print(&p, node < unit->nodes.count ? node : 0);
}
