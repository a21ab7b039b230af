/* Waiting on a condition: the lock must be held. It stays in the table across the wait, since the
 * thread has it again before it does anything else. It has to wait for it then, with all its other
 * locks held. */
#include "lock.h"
#include "order.h"
#include "wrapped.h"

#define CHECK                                                                                      \
  struct custody_lock_call call = {mutex, CUSTODY_HELD_EXCLUSIVE, place, lock_class,               \
                                   __builtin_return_address(0)};                                   \
  custody_lock_waiting(&call, custody_mutex_is_mine(mutex));                                       \
  custody_order_before(custody_thread_self(), &call, 0)

int custody_rt_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                 const struct custody_rt_place *place, const char *lock_class) {
  CHECK;
  return pthread_cond_wait(condition, mutex);
}

int custody_rt_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                      const struct timespec *until,
                                      const struct custody_rt_place *place,
                                      const char *lock_class) {
  CHECK;
  return pthread_cond_timedwait(condition, mutex, until);
}

int custody_rt_pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                      clockid_t clock, const struct timespec *until,
                                      const struct custody_rt_place *place,
                                      const char *lock_class) {
  CHECK;
  return pthread_cond_clockwait(condition, mutex, clock, until);
}
