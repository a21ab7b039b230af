/* Mutexes of ISO C11 7.26. In the GNU C library an mtx_t is a pthread_mutex_t. */
#include "blocking.h"
#include "lock.h"
#include "quick.h"
#include "real.h"
#include "wrapped.h"

static const pthread_mutex_t *inside(const mtx_t *mutex) { return (const void *)mutex; }

#define CALL                                                                                       \
  struct custody_lock_call call = {mutex,      CUSTODY_HELD_EXCLUSIVE,      place,                 \
                                   lock_class, __builtin_return_address(0), CUSTODY_LOCK_MUTEX,    \
                                   0}

/* custody_lock_taken knows success as 0, which thrd_success is. */
_Static_assert(thrd_success == 0, "thrd_success is not 0");

/* Somebody else has it. A mutex without mtx_timed may refuse a time limit. */
static int wait_in_time(const struct custody_lock_call *call, mtx_t *mutex) {
  struct custody_thread *self = custody_thread_self();
  struct timespec until;
  custody_stats_waits(self, call->lock_class, call->place);
  if (!custody_wait_limit(CLOCK_REALTIME, &until)) return custody_real.mtx_lock(mutex);
  int result = custody_real.mtx_timedlock(mutex, &until);
  if (result == thrd_success) return result;
  custody_wait_for_lock(self, call);
  result = custody_real.mtx_lock(mutex);
  custody_wait_end(self);
  return result;
}

static __attribute__((noinline)) int lock_in_time(const struct custody_lock_call *call,
                                                  mtx_t *mutex) {
  uint64_t began = custody_wait_began(custody_thread_self());
  int result = wait_in_time(call, mutex);
  custody_wait_for_lock_ended(call, began);
  return result;
}

static __attribute__((noinline)) int lock_slowly(mtx_t *mutex, const struct custody_rt_place *place,
                                                 const char *lock_class, const void *caller) {
  struct custody_lock_call call = {mutex,  CUSTODY_HELD_EXCLUSIVE, place, lock_class,
                                   caller, CUSTODY_LOCK_MUTEX,     0};
  if (custody_mutex_before(&call, 0)) return thrd_success;
  int result = custody_real.mtx_trylock(mutex);
  return custody_lock_taken(&call, result == thrd_busy ? lock_in_time(&call, mutex) : result);
}

/* Without luck the long way tries again. */
int custody_rt_mtx_lock(mtx_t *mutex, const struct custody_rt_place *place,
                        const char *lock_class) {
  struct custody_quick quick = custody_quick_lock(mutex, lock_class, CUSTODY_HELD_EXCLUSIVE, 0);
  if (__builtin_expect(!quick.self || custody_real.mtx_trylock(mutex) != thrd_success, 0))
    return lock_slowly(mutex, place, lock_class, __builtin_return_address(0));
  custody_quick_taken(quick, mutex, lock_class, CUSTODY_HELD_EXCLUSIVE, place);
  return thrd_success;
}

int custody_rt_mtx_trylock(mtx_t *mutex, const struct custody_rt_place *place,
                           const char *lock_class) {
  CALL;
  return custody_lock_taken(&call, custody_real.mtx_trylock(mutex));
}

int custody_rt_mtx_timedlock(mtx_t *mutex, const struct timespec *until,
                             const struct custody_rt_place *place, const char *lock_class) {
  CALL;
  custody_mutex_before(&call, 1);
  uint64_t began = custody_wait_began(custody_thread_self());
  return custody_lock_waited(&call, began, custody_real.mtx_timedlock(mutex, until));
}

static __attribute__((noinline)) int unlock_slowly(mtx_t *mutex,
                                                   const struct custody_rt_place *place,
                                                   const char *lock_class, const void *caller) {
  struct custody_lock_call call = {mutex,  CUSTODY_HELD_EXCLUSIVE, place, lock_class,
                                   caller, CUSTODY_LOCK_MUTEX,     0};
  enum custody_given given = custody_lock_give_back(&call);
  if (given == CUSTODY_GIVEN_GRANT) return thrd_success;
  if (given == CUSTODY_GIVEN_UNHELD)
    custody_lock_unheld(&call, custody_mutex_is_mine(inside(mutex)));
  return custody_real.mtx_unlock(mutex);
}

int custody_rt_mtx_unlock(mtx_t *mutex, const struct custody_rt_place *place,
                          const char *lock_class) {
  if (custody_quick_unlock(mutex)) return custody_real.mtx_unlock(mutex);
  return unlock_slowly(mutex, place, lock_class, __builtin_return_address(0));
}

int custody_rt_mtx_init(mtx_t *mutex, int kind, const struct custody_rt_place *place,
                        const char *lock_class) {
  CALL;
  custody_lock_begins(&call);
  return custody_real.mtx_init(mutex, kind);
}

void custody_rt_mtx_destroy(mtx_t *mutex, const struct custody_rt_place *place,
                            const char *lock_class) {
  CALL;
  custody_lock_ends(&call, custody_mutex_is_held(inside(mutex)));
  custody_real.mtx_destroy(mutex);
}
