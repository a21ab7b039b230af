/* Mutexes that their holder may take again: initialised so statically, or with an attribute of
 * that type. Which mutexes is told by the field or variable that they are. */
#include "known.h"
#include "program.h"

#include <string.h>

/* PTHREAD_MUTEX_RECURSIVE, and PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP's __kind, in every C library
 * for Linux; C11's mtx_recursive is the same. */
enum { RECURSIVE = 1 };

static uint8_t *mark_of(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  while (n->kind == FACTS_INDEX) n = node_of(p, n->a);
  if (n->kind == FACTS_FIELD) return &p->fields.row[n->b].recursive;
  return n->kind == FACTS_GLOBAL ? &p->globals.row[n->a].recursive : NULL;
}

/* Every lock of some types may be taken again. */
static int has_recursive_type(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  while (n->kind == FACTS_INDEX) n = node_of(p, n->a);
  if (n->kind == FACTS_FIELD) return known_recursive_type(p->fields.row[n->b].type_text);
  return n->kind == FACTS_GLOBAL && known_recursive_type(p->globals.row[n->a].type_text);
}

int program_is_recursive(const struct program *p, uint32_t lock) {
  const uint8_t *mark = mark_of(p, lock);
  return (mark && *mark) || has_recursive_type(p, lock);
}

static void mark(const struct program *p, uint32_t lock) {
  uint8_t *at = mark_of(p, lock);
  if (at) *at = 1;
}

static const char *field_name(const struct program *p, const struct facts_node *n) {
  return n->kind == FACTS_FIELD ? p->fields.row[n->b].name : "";
}

/* `lock.__data.__kind = 1`, as static initialisers have it. */
static void read_set(const struct program *p, const struct function *f,
                     const struct facts_event *e) {
  const struct facts_node *value = node_of(p, linked(p, f, e->b));
  const struct facts_node *kind = node_of(p, linked(p, f, e->a));
  if (value->kind != FACTS_INTEGER || value->number != RECURSIVE) return;
  if (strcmp(field_name(p, kind), "__kind") != 0) return;
  const struct facts_node *data = node_of(p, kind->a);
  mark(p, strcmp(field_name(p, data), "__data") == 0 ? data->a : kind->a);
}

static uint32_t argument(const struct program *p, const struct function *f,
                         const struct facts_event *e, uint32_t index) {
  if (index >= e->argument_count) return 0;
  return linked(p, f, p->units[f->unit].facts->values.row[e->argument_begin + index]);
}

static int calls(const struct program *p, const struct function *f, const struct facts_event *e,
                 const char *name) {
  const struct facts_node *callee = node_of(p, linked(p, f, e->b));
  return callee->kind == FACTS_FUNCTION && strcmp(p->functions.row[callee->a].name, name) == 0;
}

/* pthread_mutex_init(&lock, &attribute), where the function made the attribute recursive. */
static void read_call(const struct program *p, const struct function *f,
                      const struct facts_event *e, uint32_t *attribute) {
  const struct facts_node *type = node_of(p, argument(p, f, e, 1));
  const struct facts_node *lock = node_of(p, argument(p, f, e, 0));
  int is_recursive = type->kind == FACTS_INTEGER && (type->number & RECURSIVE);
  if (calls(p, f, e, "pthread_mutexattr_settype") && is_recursive)
    *attribute = argument(p, f, e, 0);
  if (lock->kind != FACTS_ADDRESS) return;
  if (calls(p, f, e, "pthread_mutex_init") && *attribute && argument(p, f, e, 1) == *attribute)
    mark(p, lock->a);
  if (calls(p, f, e, "mtx_init") && is_recursive) mark(p, lock->a);
}

void program_find_recursive(struct program *p) {
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    uint32_t attribute = 0;
    for (uint32_t b = 0; is_defined(f) && b < f->facts->block_count; b++)
      for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
        const struct facts_event *e = event_at(p, f, blocks_of(p, f)[b].event_begin + k);
        if (e->kind == FACTS_SET) read_set(p, f, e);
        else if (e->kind == FACTS_CALL) read_call(p, f, e, &attribute);
      }
  }
}
