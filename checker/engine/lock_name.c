/* A name is the lock's path, cut off where a pointer is followed: what it points to is some
 * instance of its type. Only where the type is itself a lock (`struct mutex`, with the real one
 * inside) the name goes on through the field or variable that holds the pointer, since otherwise
 * every lock of the program would have one name. */
#include "lock_name.h"
#include "value.h"

#include <ctype.h>
#include <string.h>

static int has_word(const char *name, const char *word) {
  for (size_t length = strlen(word); *name; name++) {
    size_t i = 0;
    while (i < length && tolower((unsigned char)name[i]) == word[i]) i++;
    if (i == length) return 1;
  }
  return 0;
}

/* Whether objects of this type are locks, as far as its name tells. "block" and "clock" are not. */
static int is_lock_record(const struct program *p, uint32_t record) {
  const char *name = p->records.row[record].name;
  if (p->records.row[record].is_lock || has_word(name, "mutex") || has_word(name, "mtx")) return 1;
  return has_word(name, "lock") && !has_word(name, "block") && !has_word(name, "clock");
}

static uint32_t constant_index(const struct program *p, uint32_t index) {
  return node_of(p, index)->kind == FACTS_INTEGER ? index : 0;
}

static uint32_t object_name(struct program *p, uint32_t path, uint32_t record);

/* What holds a pointer to a lock: a variable, a field, or an element of an array of them. */
static uint32_t holder_name(struct program *p, uint32_t path) {
  struct facts_node n = *node_of(p, path);
  uint32_t inner;
  switch (n.kind) {
  case FACTS_GLOBAL: return path;
  case FACTS_FIELD:
    return program_node(p, FACTS_FIELD, object_name(p, n.a, p->fields.row[n.b].record), n.b, 0);
  case FACTS_INDEX:
    inner = holder_name(p, n.a);
    return inner == FACTS_NONE ? FACTS_NONE
                               : program_node(p, FACTS_INDEX, inner, constant_index(p, n.b), 0);
  case FACTS_DEREF:
    inner = holder_name(p, n.a);
    return inner == FACTS_NONE ? FACTS_NONE : program_node(p, FACTS_DEREF, inner, 0, 0);
  default: return FACTS_NONE;
  }
}

/* The object that a field of this record lies in. */
static uint32_t object_name(struct program *p, uint32_t path, uint32_t record) {
  struct facts_node n = *node_of(p, path);
  uint32_t instance = program_node(p, FACTS_INSTANCE, record, 0, 0), inner;
  switch (n.kind) {
  case FACTS_GLOBAL: return path;
  case FACTS_FIELD:
    inner = object_name(p, n.a, p->fields.row[n.b].record);
    return program_node(p, FACTS_FIELD, inner, n.b, 0);
  case FACTS_INDEX:
    inner = object_name(p, n.a, record);
    if (node_of(p, inner)->kind == FACTS_INSTANCE) return inner;
    return program_node(p, FACTS_INDEX, inner, constant_index(p, n.b), 0);
  case FACTS_DEREF:
    inner = is_lock_record(p, record) ? holder_name(p, n.a) : FACTS_NONE;
    return inner == FACTS_NONE ? instance : program_node(p, FACTS_DEREF, inner, 0, 0);
  default: return instance;
  }
}

uint32_t lock_name(struct program *p, uint32_t lock) {
  const struct facts_node *n = node_of(p, lock);
  if (n->kind == FACTS_CAPABILITY) return lock;
  if (n->kind == FACTS_GLOBAL && (p->globals.row[n->a].flags & FACTS_TYPE_THREAD_LOCAL))
    return FACTS_NONE;
  return holder_name(p, lock);
}

static int indices_meet(const struct program *p, uint32_t one, uint32_t other) {
  return !one || !other || node_of(p, one)->number == node_of(p, other)->number;
}

int lock_names_meet(const struct program *p, uint32_t one, uint32_t other) {
  const struct facts_node *a = node_of(p, one), *b = node_of(p, other);
  if (one == other) return 1;
  if (a->kind == FACTS_FIELD && b->kind == FACTS_FIELD)
    return a->b == b->b && lock_names_meet(p, a->a, b->a);
  if (a->kind == FACTS_INSTANCE || b->kind == FACTS_INSTANCE) return 1;
  if (a->kind != b->kind) return 0;
  if (a->kind == FACTS_INDEX) return indices_meet(p, a->b, b->b) && lock_names_meet(p, a->a, b->a);
  return a->kind == FACTS_DEREF && lock_names_meet(p, a->a, b->a);
}

int lock_name_is_one(const struct program *p, uint32_t name) {
  const struct facts_node *n = node_of(p, name);
  if (n->kind == FACTS_INDEX && !n->b) return 0;
  uint32_t parts[2];
  node_parts(n, parts);
  return !parts[0] || lock_name_is_one(p, parts[0]);
}

const char *lock_name_text(struct program *p, uint32_t name) { return node_text(p, NULL, name); }
