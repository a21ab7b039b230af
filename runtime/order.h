/* The order in which threads take their locks, watched as they do: before a lock is waited for, so
 * that what would hang is reported first. Locks of one class are one (order_class.h), but two of one
 * class at the same time, whose order is that of their addresses. A lock that was only tried makes no
 * order, but what is taken while it is held does. */
#ifndef CUSTODY_ORDER_H
#define CUSTODY_ORDER_H

#include "lock.h"
#include "order_class.h"

/** Beside the mode in an order's key: readers of the lock pass by waiting writers. */
enum { CUSTODY_ORDER_PASSES = 2 };

/** A thread that holds locks is about to take another, in an order that it did not take them in
 * lately: `seen` is where that is remembered, `key` is the order's. */
void custody_order_look(struct custody_thread *, const struct custody_lock_call *, uint64_t *seen,
                        uint64_t key);

/** The lock begins or ends: nothing that was known of its address holds any more. */
void custody_order_begins(struct custody_thread *, const struct custody_lock_call *);
void custody_order_ends(struct custody_thread *, const struct custody_lock_call *);

/** Around fork: nobody looks meanwhile, since the child would wait for them for ever. */
void custody_order_before_fork(void);
void custody_order_after_fork(void);
int custody_order_is_forking(const struct custody_thread *);

/** Whether the thread holds no lock, or took its locks and this one in this order lately: `key` is
 * custody_held_key's with it. */
static inline int custody_order_is_known(const struct custody_thread *self, uint64_t key) {
  return self->held.count == 0 ||
         *custody_orders_at(&self->orders, key) ==
             (key ^ atomic_load_explicit(&custody_order_ended, memory_order_relaxed));
}

/** Before a lock is waited for that the thread does not hold. */
static inline void custody_order_before(struct custody_thread *self,
                                        const struct custody_lock_call *call) {
  if (self->held.count == 0) return;
  uint64_t mode = (uint64_t)call->mode + (call->passes ? CUSTODY_ORDER_PASSES : 0);
  uint64_t key = custody_held_key(self->held.key, call->lock, call->lock_class, mode);
  if (custody_order_is_known(self, key)) return;
  uint64_t *seen = custody_orders_at(&self->orders, key);
  key ^= atomic_load_explicit(&custody_order_ended, memory_order_relaxed);
  custody_order_look(self, call, seen, key);
}

#endif
