/* Spinlocks of POSIX threads: they know neither their kind nor their owner. */
#include "lock.h"
#include "order.h"
#include "wrapped.h"

/* A spinlock is volatile; its address is all that is taken of it. */
#define CALL                                                                                       \
  struct custody_lock_call call = {(const void *)(uintptr_t)lock, CUSTODY_HELD_EXCLUSIVE, place,   \
                                   lock_class, __builtin_return_address(0)}

int custody_rt_pthread_spin_lock(pthread_spinlock_t *lock, const struct custody_rt_place *place,
                                 const char *lock_class) {
  CALL;
  if (custody_lock_again(&call, CUSTODY_AGAIN_HANGS, "double lock of ")) return 0;
  custody_order_before(custody_thread_self(), &call, 0);
  return custody_lock_taken(&call, pthread_spin_lock(lock));
}

int custody_rt_pthread_spin_trylock(pthread_spinlock_t *lock, const struct custody_rt_place *place,
                                    const char *lock_class) {
  CALL;
  return custody_lock_taken(&call, pthread_spin_trylock(lock));
}

int custody_rt_pthread_spin_unlock(pthread_spinlock_t *lock, const struct custody_rt_place *place,
                                   const char *lock_class) {
  CALL;
  enum custody_given given = custody_lock_give_back(&call);
  if (given == CUSTODY_GIVEN_GRANT) return 0;
  if (given == CUSTODY_GIVEN_UNHELD) custody_lock_unheld(&call, 0);
  return pthread_spin_unlock(lock);
}
