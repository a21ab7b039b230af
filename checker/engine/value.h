/* Evaluating paths and values in a state, and replacing parts of them. */
#ifndef CUSTODY_VALUE_H
#define CUSTODY_VALUE_H

#include "state.h"

uint32_t value_of(struct program *p, const struct state *state, uint32_t value);
uint32_t path_of(struct program *p, const struct state *state, uint32_t path);

/** What a pointer with this value points to. */
uint32_t pointee_of(struct program *p, uint32_t value);

/** The value of the storage at an evaluated path. */
uint32_t load_of(struct program *p, const struct state *state, uint32_t path);

/** `node` with every occurrence of `from` replaced by `to`, simplified. */
uint32_t node_replace(struct program *p, uint32_t node, uint32_t from, uint32_t to);

/** Whether `part` is in the node: node_holds() looks, where the bits do not rule it out. */
int node_holds(const struct program *p, uint32_t node, uint32_t part);
static inline int node_mentions(const struct program *p, uint32_t node, uint32_t part) {
  return (p->inside.row[node] >> (part & 63) & 1) && node_holds(p, node, part);
}
/** Whether a node of this kind is in it. */
int node_has_kind(const struct program *p, uint32_t node, uint32_t kind);

/** The outermost object a path lies in: the path without its last fields and indices. */
uint32_t object_of(const struct program *p, uint32_t path);

/** The base that a path starts from. */
uint32_t base_of(const struct program *p, uint32_t path);

/** A callee's path or value in the caller's terms: arguments[i] is the (evaluated) value of
 * parameter i. What speaks of the callee's own variables becomes FACTS_NONE. */
uint32_t node_rewrite(struct program *p, const struct state *caller, uint32_t node,
                      const uint32_t *arguments, uint32_t count, uint32_t result);

/** A path as the function's author would write it. */
const char *node_text(struct program *p, const struct function *f, uint32_t node);

/** Whether the branch on `value` is surely taken (1), surely not (0), or either (-1). */
int value_truth(struct program *p, struct state *state, uint32_t value);

/** Makes `value` true or false in the state; 0 when that cannot be. */
int value_assume(struct program *p, struct arena *arena, struct state *state, uint32_t value,
                 int truth);

/** The signs that a value can have, where it is a test too. */
uint8_t value_signs(struct program *p, struct state *state, uint32_t value);

/** Says of a value that it has one of these signs; 0 when that cannot be. */
int value_limit(struct program *p, struct arena *arena, struct state *state, uint32_t value,
                uint8_t signs);

#endif
