/* The objects that one thread is building, by address: disjoint ranges in a treap (Seidel and
 * Aragon, "Randomized search trees", 1996), whose rows lie in one array that grows by mmap, since
 * malloc is the program's. Finding and changing one take time logarithmic in their number, on
 * average.
 *
 * Beside the tree a row has a holder and its list of children: what it points to. The lists are
 * building.c's; nothing here looks at them. A row is named by its number, from 1 on, because the
 * array moves when it grows; a pointer to a row is good until the next insertion. */
#ifndef CUSTODY_OBJECTS_H
#define CUSTODY_OBJECTS_H

#include <stdint.h>

/* 48 bytes a row: 50 MB at most for a thread. */
enum { CUSTODY_OBJECTS_FIRST = 256, CUSTODY_OBJECTS_MOST = 1 << 20 };

struct custody_object {
  uintptr_t base, end;
  uint32_t left, right;  /**< in the tree */
  uint32_t order;        /**< a parent's is not below its children's */
  uint32_t holder;       /**< whose child it is: a row, a range (building.c), or 0 */
  uint32_t children;     /**< the first */
  uint32_t next, before; /**< among the children of one holder; of a free row, the next free one */
  uint32_t published; /**< a local variable that others know; a heap object just leaves */
};

struct custody_objects {
  struct custody_object *row; /**< row[0] is not used */
  uint32_t capacity, used; /**< rows there are; rows that were ever used, with row[0] */
  uint32_t free; /**< the first free row, or 0 */
  uint32_t root;
};

/** The number of the object that `address` lies in, or 0. */
uint32_t custody_objects_find(const struct custody_objects *, uintptr_t address);

/** The number of an object that has bytes in common with [base, end), or 0. */
uint32_t custody_objects_overlap(const struct custody_objects *, uintptr_t base, uintptr_t end);

/** A new object, which overlaps none that is there; returns its number, or 0: there is no room. */
uint32_t custody_objects_insert(struct custody_objects *, uintptr_t base, uintptr_t end);

void custody_objects_erase(struct custody_objects *, uint32_t number);

/** The object lies elsewhere now, where it overlaps none that is there. */
void custody_objects_move(struct custody_objects *, uint32_t number, uintptr_t base, uintptr_t end);

/** Forgets all, and gives back the memory of a table that has grown. */
void custody_objects_clear(struct custody_objects *);

#endif
