/* Mutexes and conditions of ISO C11 7.26. In the GNU C library an mtx_t is a pthread_mutex_t. */
#include "lock.h"
#include "order.h"
#include "wrapped.h"

static const pthread_mutex_t *inside(const mtx_t *mutex) { return (const void *)mutex; }

#define CALL                                                                                       \
  struct custody_lock_call call = {mutex, CUSTODY_HELD_EXCLUSIVE, place, lock_class,               \
                                   __builtin_return_address(0)}

/* custody_lock_taken knows success as 0, which thrd_success is. */
_Static_assert(thrd_success == 0, "thrd_success is not 0");

int custody_rt_mtx_lock(mtx_t *mutex, const struct custody_rt_place *place,
                        const char *lock_class) {
  CALL;
  int held = custody_lock_mode(&call) != CUSTODY_NOT_HELD;
  if (held && custody_lock_again(&call, custody_mutex_again(inside(mutex)), "double lock of "))
    return thrd_success;
  if (!held) custody_order_before(custody_thread_self(), &call, 0);
  return custody_lock_taken(&call, mtx_lock(mutex));
}

int custody_rt_mtx_trylock(mtx_t *mutex, const struct custody_rt_place *place,
                           const char *lock_class) {
  CALL;
  return custody_lock_taken(&call, mtx_trylock(mutex));
}

int custody_rt_mtx_timedlock(mtx_t *mutex, const struct timespec *until,
                             const struct custody_rt_place *place, const char *lock_class) {
  CALL;
  int held = custody_lock_mode(&call) != CUSTODY_NOT_HELD;
  if (held && custody_mutex_again(inside(mutex)) != CUSTODY_AGAIN_FINE)
    custody_lock_again(&call, CUSTODY_AGAIN_REFUSED, "double lock of ");
  if (!held) custody_order_before(custody_thread_self(), &call, 0);
  return custody_lock_taken(&call, mtx_timedlock(mutex, until));
}

int custody_rt_mtx_unlock(mtx_t *mutex, const struct custody_rt_place *place,
                          const char *lock_class) {
  CALL;
  enum custody_given given = custody_lock_give_back(&call);
  if (given == CUSTODY_GIVEN_GRANT) return thrd_success;
  if (given == CUSTODY_GIVEN_UNHELD)
    custody_lock_unheld(&call, custody_mutex_is_mine(inside(mutex)));
  return mtx_unlock(mutex);
}

int custody_rt_cnd_wait(cnd_t *condition, mtx_t *mutex, const struct custody_rt_place *place,
                        const char *lock_class) {
  CALL;
  custody_lock_waiting(&call, custody_mutex_is_mine(inside(mutex)));
  custody_order_before(custody_thread_self(), &call, 0);
  return cnd_wait(condition, mutex);
}

int custody_rt_cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *until,
                             const struct custody_rt_place *place, const char *lock_class) {
  CALL;
  custody_lock_waiting(&call, custody_mutex_is_mine(inside(mutex)));
  custody_order_before(custody_thread_self(), &call, 0);
  return cnd_timedwait(condition, mutex, until);
}
