/* The orders that the program declares with LOCK_ORDER, as one graph of classes (order_class.h): what
 * comes before what, perhaps by way of others and of several files. Whoever calls holds the lock of
 * order.c. */
#ifndef CUSTODY_ORDER_DECLARED_H
#define CUSTODY_ORDER_DECLARED_H

#include "abi.h"

/** Returns 0 when there is no memory. */
int custody_order_declare(const struct custody_rt_order *);

/** The last declaration on the way from one class to a later one, or null. */
const struct custody_rt_order *custody_order_declared(uint32_t earlier, uint32_t later);

/** Whether a declaration names this class; or, in rare cases, may. Needs no lock. */
int custody_order_speaks_of(const char *lock_class);

#endif
