/* The short way through a wrapped lock function, which nearly all calls go: a thread that is known
 * takes a lock that it does not hold, with room for it in the first rows, in an order that it took
 * its locks in lately, and finds it free; and gives back the lock that it took last. Whatever is
 * otherwise has the long way, beginning with custody_lock_call (lock.h). */
#ifndef CUSTODY_QUICK_H
#define CUSTODY_QUICK_H

#include "order.h"

struct custody_quick {
  struct custody_thread *self; /**< null: the long way */
  uint64_t key; /**< of the locks held, with this one */
};

/** Whether a lock that is only tried has the short way. */
static inline struct custody_quick custody_quick_try(const void *lock, const char *lock_class,
                                                     enum custody_hold mode) {
  struct custody_thread *self = custody_thread_here;
  if (__builtin_expect(!self || !custody_held_takes(&self->held, lock), 0))
    return (struct custody_quick){NULL, 0};
  return (struct custody_quick){self, custody_held_key(self->held.key, lock, lock_class, mode)};
}

/** The same of a lock that is waited for; `passes` as in custody_lock_call. */
static inline struct custody_quick custody_quick_lock(const void *lock, const char *lock_class,
                                                      enum custody_hold mode, int passes) {
  struct custody_quick quick = custody_quick_try(lock, lock_class, mode);
  if (!quick.self) return quick;
  uint64_t key = passes ? custody_held_key(quick.self->held.key, lock, lock_class,
                                           (uint64_t)mode + CUSTODY_ORDER_PASSES)
                        : quick.key;
  if (__builtin_expect(!custody_order_is_known(quick.self, key), 0)) quick.self = NULL;
  return quick;
}

/** It was taken. */
static inline void custody_quick_taken(struct custody_quick quick, const void *lock,
                                       const char *lock_class, enum custody_hold mode,
                                       const struct custody_rt_place *place) {
  struct custody_held *held = &quick.self->held;
  custody_held_place(held, &held->first[held->count], lock, mode, place, lock_class, quick.key);
}

/** Before it's given back; 0: the long way. */
static inline int custody_quick_unlock(const void *lock) {
  struct custody_thread *self = custody_thread_here;
  return __builtin_expect(self && custody_held_pop(&self->held, lock), 1);
}

#endif
