/* Needs by what they ask, so that one that comes a second time is found without looking through
 * all: a function that is called through a table gets the needs of everything in the table. */
#ifndef CUSTODY_NEED_SET_H
#define CUSTODY_NEED_SET_H

#include "need.h"

struct arena;

/** Empty when zeroed; its memory is the arena's that it grows in. */
struct need_set {
  struct need **slots; /**< a power of two of them, at most half of them taken */
  uint32_t count, capacity;
};

/** The need in the set that asks the same of the same object and locks, or null; in which contexts
 * and by which call it came is not looked at. */
struct need *need_set_find(const struct need_set *, const struct need *);

/** Adds a need that is not in the set. */
void need_set_add(struct arena *, struct need_set *, struct need *);

#endif
