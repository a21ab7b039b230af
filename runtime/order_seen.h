/* The orders in which one thread took its locks lately, each as a number, so that what was looked at
 * once is not looked at again. Where many orders drive each other out the table grows: a larger one
 * takes its place. The one before stays, since a signal handler may have interrupted who looks into
 * it. */
#ifndef CUSTODY_ORDER_SEEN_H
#define CUSTODY_ORDER_SEEN_H

#include <stdint.h>

enum { CUSTODY_ORDERS_FIRST_BITS = 6, CUSTODY_ORDERS_GROW_BITS = 2, CUSTODY_ORDERS_MOST_BITS = 14 };

struct custody_orders {
  uint64_t *table; /**< its first word: how far a number is shifted; then the rows */
  uint32_t lost; /**< orders that were driven out since the table is there */
  uint32_t ended; /**< custody_order_ended then: what was seen before it changed is old, not lost */
  uint64_t first[1 + (1 << CUSTODY_ORDERS_FIRST_BITS)];
};

/** Of a thread that begins. What its record's last thread saw is as true for it. */
void custody_orders_begin(struct custody_orders *);

/** Where an order of this number is remembered. */
static inline uint64_t *custody_orders_at(const struct custody_orders *orders, uint64_t number) {
  uint64_t *table = orders->table;
  return &table[1 + (number >> table[0])];
}

/** Remembers an order there that was not found there. */
void custody_orders_keep(struct custody_orders *, uint64_t *seen, uint64_t order, uint32_t ended);

#endif
