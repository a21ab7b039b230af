/* Types as text, as Clang prints them without typedefs. A pointer that went through memory of another
 * type, such as a `void *` in a table, has all that ever went through there for its functions; what it
 * was declared as tells most of them apart again. */
#include "pointer_type.h"

#include <string.h>

const char *pointer_type(const struct program *p, const struct function *f, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  const struct facts_unit *unit = p->units[f->unit].facts;
  switch (n->kind) {
  case FACTS_FIELD: return p->fields.row[n->b].type_text;
  case FACTS_GLOBAL: return p->globals.row[n->a].type_text;
  case FACTS_LOCAL:
    return facts_text(unit, unit->locals.row[f->facts->local_begin + n->a].type.text);
  case FACTS_PARAM:
    if (n->a >= f->facts->parameter_count) return NULL;
    return facts_text(unit, unit->parameters.row[f->facts->parameter_begin + n->a].type.text);
  default: return NULL;
  }
}

/* Whether a function pointer was declared there, or an array of them. */
static int is_to_function(const struct program *p, const struct function *f, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  while (n->kind == FACTS_INDEX || n->kind == FACTS_DEREF) n = node_of(p, path = n->a);
  const char *type = pointer_type(p, f, path);
  return type && strchr(type, '(');
}

/* The parameters of a function that returns no function pointer, or null. */
static const char *parameters_of(const char *type) {
  const char *open = strchr(type, '('), *end = type + strlen(type);
  return open && open[1] != '*' && open[1] != ')' && end[-1] == ')' ? open + 1 : NULL;
}

/* One parameter up to its comma or the end of the list; returns what follows it. */
static const char *next_parameter(const char *at, int *is_pointer) {
  int depth = 0;
  for (*is_pointer = 0; *at && (depth || (*at != ',' && *at != ')')); at++) {
    depth += (*at == '(') - (*at == ')');
    *is_pointer |= *at == '*' || *at == '(' || *at == '[';
  }
  return at;
}

/* Whether the parameter, from 0, of a function of this type is a function pointer. */
static int takes_function(const char *type, uint32_t index) {
  const char *at = type ? parameters_of(type) : NULL, *end;
  for (int is_pointer; at; at = *end == ',' ? end + 1 : NULL) {
    end = next_parameter(at, &is_pointer);
    const char *open = memchr(at, '(', (size_t)(end - at));
    if (index-- == 0) return open && open[1] == '*';
  }
  return 0;
}

int pointer_type_fits(const char *called, const char *defined) {
  if (!called || !defined || strcmp(called, defined) == 0) return 1;
  const char *a = parameters_of(called), *b = parameters_of(defined);
  if (!a || !b || strstr(called, "...") || strstr(defined, "...")) return 1;
  if (strncmp(a, "void)", 5) == 0 || strncmp(b, "void)", 5) == 0) return strncmp(a, b, 5) == 0;
  for (;;) {
    int a_points, b_points;
    a = next_parameter(a, &a_points);
    b = next_parameter(b, &b_points);
    if (a_points != b_points || *a != *b) return 0;
    if (*a != ',') return 1;
    a++, b++;
  }
}

int pointer_passes_function(const struct program *p, const struct function *f, uint32_t value,
                            const struct callees *to, uint32_t argument) {
  const struct facts_node *n = node_of(p, value);
  if (n->kind == FACTS_FUNCTION || is_to_function(p, f, n->a)) return 1;
  for (uint32_t i = 0; i < to->count; i++) {
    const struct function *callee = &p->functions.row[to->function[i]];
    const char *type = facts_text(p->units[callee->unit].facts, callee->facts->signature);
    if (takes_function(type, argument)) return 1;
  }
  return 0;
}
