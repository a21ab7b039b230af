/* Mutexes that their holder may take again, and read-write locks that prefer writers: initialised so
 * statically, or with an attribute of that kind. Which is told by the field or variable that they
 * are. */
#include "known.h"
#include "program.h"

#include <string.h>

/* PTHREAD_MUTEX_RECURSIVE, and PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP's __kind, in every C library
 * for Linux; C11's mtx_recursive is the same. */
enum { RECURSIVE = 1 };

/* PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP, the one kind with which glibc prefers writers, and
 * __flags of PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP. */
enum { PREFERS_WRITERS = 2 };

static uint8_t *mark_of(const struct program *p, uint32_t path, int writers) {
  const struct facts_node *n = node_of(p, path);
  while (n->kind == FACTS_INDEX) n = node_of(p, n->a);
  if (n->kind == FACTS_FIELD) {
    struct field *f = &p->fields.row[n->b];
    return writers ? &f->prefers_writers : &f->recursive;
  }
  if (n->kind != FACTS_GLOBAL) return NULL;
  struct global *g = &p->globals.row[n->a];
  return writers ? &g->prefers_writers : &g->recursive;
}

/* Every lock of some types may be taken again. */
static int has_recursive_type(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  while (n->kind == FACTS_INDEX) n = node_of(p, n->a);
  if (n->kind == FACTS_FIELD) return known_recursive_type(p->fields.row[n->b].type_text);
  return n->kind == FACTS_GLOBAL && known_recursive_type(p->globals.row[n->a].type_text);
}

int program_is_recursive(const struct program *p, uint32_t lock) {
  const uint8_t *mark = mark_of(p, lock, 0);
  return (mark && *mark) || has_recursive_type(p, lock);
}

int program_prefers_writers(const struct program *p, uint32_t lock) {
  const uint8_t *mark = mark_of(p, lock, 1);
  return mark && *mark;
}

static void mark(const struct program *p, uint32_t lock, int writers) {
  uint8_t *at = mark_of(p, lock, writers);
  if (at) *at = 1;
}

static const char *field_name(const struct program *p, const struct facts_node *n) {
  return n->kind == FACTS_FIELD ? p->fields.row[n->b].name : "";
}

/* `lock.__data.__kind = 1`, `lock.__data.__flags = 2`, as static initialisers have it. */
static void read_set(const struct program *p, const struct function *f,
                     const struct facts_event *e) {
  const struct facts_node *value = node_of(p, linked(p, f, e->b));
  const struct facts_node *kind = node_of(p, linked(p, f, e->a));
  if (value->kind != FACTS_INTEGER) return;
  int recursive = value->number == RECURSIVE && strcmp(field_name(p, kind), "__kind") == 0;
  int writers = value->number == PREFERS_WRITERS && strcmp(field_name(p, kind), "__flags") == 0;
  if (!recursive && !writers) return;
  const struct facts_node *data = node_of(p, kind->a);
  mark(p, strcmp(field_name(p, data), "__data") == 0 ? data->a : kind->a, writers);
}

static uint32_t argument(const struct program *p, const struct function *f,
                         const struct facts_event *e, uint32_t index) {
  if (index >= e->argument_count) return 0;
  return linked(p, f, p->units[f->unit].facts->values.row[e->argument_begin + index]);
}

struct initialisers {
  uint32_t set_type, set_kind, mutex, rwlock, mtx;
};

/* pthread_mutex_init(&lock, &attribute), where the function made the attribute so. */
static void read_call(const struct program *p, const struct function *f,
                      const struct facts_event *e, const struct initialisers *by,
                      uint32_t *attribute) {
  const struct facts_node *callee = node_of(p, linked(p, f, e->b));
  uint32_t to = callee->kind == FACTS_FUNCTION ? callee->a : FACTS_NONE;
  if (to == FACTS_NONE) return;
  const struct facts_node *type = node_of(p, argument(p, f, e, 1));
  const struct facts_node *lock = node_of(p, argument(p, f, e, 0));
  int is_recursive = type->kind == FACTS_INTEGER && (type->number & RECURSIVE);
  int prefers = type->kind == FACTS_INTEGER && type->number == PREFERS_WRITERS;
  if ((to == by->set_type && is_recursive) || (to == by->set_kind && prefers))
    *attribute = argument(p, f, e, 0);
  if (lock->kind != FACTS_ADDRESS) return;
  int is_attribute = *attribute && argument(p, f, e, 1) == *attribute;
  if (is_attribute && to == by->rwlock) mark(p, lock->a, 1);
  if (is_attribute && to == by->mutex) mark(p, lock->a, 0);
  if (to == by->mtx && is_recursive) mark(p, lock->a, 0);
}

static void read_body(const struct program *p, const struct function *f,
                      const struct initialisers *by) {
  uint32_t attribute = 0;
  for (uint32_t b = 0; b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
      const struct facts_event *e = event_at(p, f, blocks_of(p, f)[b].event_begin + k);
      if (e->kind == FACTS_SET) read_set(p, f, e);
      else if (e->kind == FACTS_CALL) read_call(p, f, e, by, &attribute);
    }
}

/* Of a program that names none of these, no body need be read. */
static int has_any(const struct program *p, const struct initialisers *by) {
  if (by->set_type != FACTS_NONE || by->set_kind != FACTS_NONE || by->mtx != FACTS_NONE) return 1;
  for (uint32_t i = 0; i < p->fields.count; i++)
    if (strcmp(p->fields.row[i].name, "__kind") == 0 ||
        strcmp(p->fields.row[i].name, "__flags") == 0)
      return 1;
  return 0;
}

void program_find_recursive(struct program *p) {
  struct initialisers by = {.set_type = program_find_function(p, "pthread_mutexattr_settype"),
                            .set_kind = program_find_function(p, "pthread_rwlockattr_setkind_np"),
                            .mutex = program_find_function(p, "pthread_mutex_init"),
                            .rwlock = program_find_function(p, "pthread_rwlock_init"),
                            .mtx = program_find_function(p, "mtx_init")};
  if (!has_any(p, &by)) return;
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (is_defined(&p->functions.row[i])) read_body(p, &p->functions.row[i], &by);
}
