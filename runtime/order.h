/* The order in which threads take their locks, watched as they do: before a lock is waited for, so
 * that what would hang is reported first. Locks of one class are one (order_graph.h); a lock whose
 * class is not known is left out, and so are two of one class. A lock that was only tried makes no
 * order, but what is taken while it is held does. */
#ifndef CUSTODY_ORDER_H
#define CUSTODY_ORDER_H

#include "lock.h"

/** A thread that holds locks is about to take another. What was looked at once in this order is known
 * by a few instructions. */
void custody_order_look(struct custody_thread *, const struct custody_lock_call *, int passes);

/** Around fork: nobody looks meanwhile, since the child would wait for them for ever. */
void custody_order_before_fork(void);
void custody_order_after_fork(void);

/** Before a lock is waited for that the thread does not hold. `passes`: it is taken for reading, and
 * readers of it pass by waiting writers. */
static inline void custody_order_before(struct custody_thread *self,
                                        const struct custody_lock_call *call, int passes) {
  if (self->held.count > 0) custody_order_look(self, call, passes);
}

#endif
