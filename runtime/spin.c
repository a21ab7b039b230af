/* Spinlocks of POSIX threads: they know neither their kind nor their owner. */
#include "blocking.h"
#include "lock.h"
#include "quick.h"
#include "real.h"
#include "wrapped.h"

#include <time.h>

/* A spinlock is volatile; its address is all that is taken of it. */
static const void *address_of(pthread_spinlock_t *lock) { return (const void *)(uintptr_t)lock; }

#define CALL                                                                                       \
  struct custody_lock_call call = {address_of(lock),                                               \
                                   CUSTODY_HELD_EXCLUSIVE,                                         \
                                   place,                                                          \
                                   lock_class,                                                     \
                                   __builtin_return_address(0),                                    \
                                   CUSTODY_LOCK_OTHER,                                             \
                                   0}

enum { TRIES_A_LOOK = 1000 };

static int is_past(const struct timespec *until) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec > until->tv_sec ||
         (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec);
}

/* Somebody else has it. */
static int wait_in_time(const struct custody_lock_call *call, pthread_spinlock_t *lock) {
  struct custody_thread *self = custody_thread_self();
  struct timespec until;
  custody_stats_waits(self, call->lock_class, call->place);
  if (!custody_wait_limit(CLOCK_MONOTONIC, &until)) return custody_real.pthread_spin_lock(lock);
  do {
    for (int i = 0; i < TRIES_A_LOOK; i++)
      if (custody_real.pthread_spin_trylock(lock) == 0) return 0;
  } while (!is_past(&until));
  custody_wait_for_lock(self, call);
  int result = custody_real.pthread_spin_lock(lock);
  custody_wait_end(self);
  return result;
}

static __attribute__((noinline)) int spin_in_time(const struct custody_lock_call *call,
                                                  pthread_spinlock_t *lock) {
  uint64_t began = custody_wait_began(custody_thread_self());
  int result = wait_in_time(call, lock);
  custody_wait_for_lock_ended(call, began);
  return result;
}

static __attribute__((noinline)) int lock_slowly(pthread_spinlock_t *lock,
                                                 const struct custody_rt_place *place,
                                                 const char *lock_class, const void *caller) {
  struct custody_lock_call call = {address_of(lock), CUSTODY_HELD_EXCLUSIVE, place, lock_class,
                                   caller,           CUSTODY_LOCK_OTHER,     0};
  if (custody_lock_again(&call, CUSTODY_AGAIN_HANGS, "double lock of ")) return 0;
  custody_order_before(custody_thread_self(), &call);
  int result = custody_real.pthread_spin_trylock(lock);
  return custody_lock_taken(&call, result == EBUSY ? spin_in_time(&call, lock) : result);
}

/* Without luck the long way tries again. */
int custody_rt_pthread_spin_lock(pthread_spinlock_t *lock, const struct custody_rt_place *place,
                                 const char *lock_class) {
  struct custody_quick quick =
      custody_quick_lock(address_of(lock), lock_class, CUSTODY_HELD_EXCLUSIVE, 0);
  if (__builtin_expect(!quick.self || custody_real.pthread_spin_trylock(lock) != 0, 0))
    return lock_slowly(lock, place, lock_class, __builtin_return_address(0));
  custody_quick_taken(quick, address_of(lock), lock_class, CUSTODY_HELD_EXCLUSIVE, place);
  return 0;
}

int custody_rt_pthread_spin_trylock(pthread_spinlock_t *lock, const struct custody_rt_place *place,
                                    const char *lock_class) {
  CALL;
  return custody_lock_taken(&call, custody_real.pthread_spin_trylock(lock));
}

static __attribute__((noinline)) int unlock_slowly(pthread_spinlock_t *lock,
                                                   const struct custody_rt_place *place,
                                                   const char *lock_class, const void *caller) {
  struct custody_lock_call call = {address_of(lock), CUSTODY_HELD_EXCLUSIVE, place, lock_class,
                                   caller,           CUSTODY_LOCK_OTHER,     0};
  enum custody_given given = custody_lock_give_back(&call);
  if (given == CUSTODY_GIVEN_GRANT) return 0;
  if (given == CUSTODY_GIVEN_UNHELD) custody_lock_unheld(&call, 0);
  return custody_real.pthread_spin_unlock(lock);
}

int custody_rt_pthread_spin_unlock(pthread_spinlock_t *lock, const struct custody_rt_place *place,
                                   const char *lock_class) {
  if (custody_quick_unlock(address_of(lock))) return custody_real.pthread_spin_unlock(lock);
  return unlock_slowly(lock, place, lock_class, __builtin_return_address(0));
}

int custody_rt_pthread_spin_init(pthread_spinlock_t *lock, int shared,
                                 const struct custody_rt_place *place, const char *lock_class) {
  CALL;
  custody_lock_begins(&call);
  return custody_real.pthread_spin_init(lock, shared);
}

int custody_rt_pthread_spin_destroy(pthread_spinlock_t *lock, const struct custody_rt_place *place,
                                    const char *lock_class) {
  CALL;
  int held = custody_real.pthread_spin_trylock(lock) != 0;
  if (!held) custody_real.pthread_spin_unlock(lock);
  custody_lock_ends(&call, held);
  return custody_real.pthread_spin_destroy(lock);
}
