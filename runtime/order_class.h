/* The classes of locks, numbered from 1. What the source calls a lock is its class: "server.lock", or a
 * variable's name. A lock that a function was given by pointer has the class that its initialisation
 * says, or else is a class of its own, by its address; the latter only where its end will be seen: a
 * variable, or a lock that a watched call initialised. Other memory is used again without a word.
 *
 * Whoever calls holds the lock of order.c. */
#ifndef CUSTODY_ORDER_CLASS_H
#define CUSTODY_ORDER_CLASS_H

#include "pool.h"

enum { CUSTODY_ORDER_NAME = 32 };

struct custody_order_class {
  const char *text; /**< null: a lock of its own, or no class */
  uintptr_t address; /**< of a lock of its own */
  uint32_t next; /**< with the same hash; a free row: the next free one */
  uint32_t out, in; /**< edges of order_graph.c; 0: none */
  uint32_t is_half;
  uint32_t half[2]; /**< two classes for the lower and the higher of two of this class; or 0 */
  uint32_t declared, declared_mark; /**< order_declared.c's */
  uint32_t mark, next_marked; /**< order_graph.c's last search that came here */
  uint32_t is_order_kept; /**< the program declares an order of its own among them */
  char name[CUSTODY_ORDER_NAME]; /**< of a lock of its own */
};

/** The class with this number. */
struct custody_order_class *custody_order_class_at(uint32_t number);
/** Its name, for reports. */
const char *custody_order_class_name(uint32_t number);

/** The class of this text; 0: no memory. */
uint32_t custody_order_class(const char *text);

/** The class of a lock, by its text; null: it is not known where the lock is used. One that is known
 * here and not there is one all the same, if it is a variable. 0: no memory, or none is looked at. */
uint32_t custody_order_class_of_lock(const void *lock, const char *text);

/** Two classes: the lower and the higher one of two locks of this class; 0: no memory. */
uint32_t custody_order_half(uint32_t number, int is_higher);

int custody_order_is_half(uint32_t number);

/** The lock begins here: what was known of this address is over. `text` may be null. */
void custody_order_lock_begins(const void *lock, const char *text);
/** It ends. */
void custody_order_lock_ends(const void *lock);

/** How often a class ended that was in any order: what was looked at before that may be no more. */
extern atomic_uint custody_order_ended;

#endif
