/* Read-write locks of POSIX threads. Reading over a held read lock is fine unless the lock prefers
 * writers; writing over one would wait for itself. Taking a lock that this thread holds for
 * writing the GNU C library refuses (EDEADLK), others hang or refuse. */
#include "blocking.h"
#include "lock.h"
#include "quick.h"
#include "real.h"
#include "wrapped.h"

int custody_rwlock_is_in_use(const pthread_rwlock_t *lock, int also_read) {
#ifdef __GLIBC__
  enum { WRITE_LOCKED = 2, READERS = 3 };
  uint32_t state = (uint32_t)__atomic_load_n(&lock->__data.__readers, __ATOMIC_RELAXED);
  return (state & WRITE_LOCKED) || (also_read && state >> READERS);
#else
  (void)lock;
  (void)also_read;
  return 0;
#endif
}

/* The C library knows its writer, not its readers. */
int custody_rwlock_is_mine(const pthread_rwlock_t *lock) {
#ifdef __GLIBC__
  uint32_t writer = (uint32_t)__atomic_load_n(&lock->__data.__cur_writer, __ATOMIC_RELAXED);
  return writer != 0 && writer == custody_thread_self()->tid;
#else
  (void)lock;
  return 0;
#endif
}

int custody_rwlock_prefers_writers(const pthread_rwlock_t *lock) {
#ifdef __GLIBC__
  return lock->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP;
#else
  (void)lock;
  return 0;
#endif
}

#define CALL(mode, passes)                                                                         \
  struct custody_lock_call call = {                                                                \
      lock, mode, place, lock_class, __builtin_return_address(0), CUSTODY_LOCK_OTHER, passes}
#define READ CALL(CUSTODY_HELD_SHARED, !custody_rwlock_prefers_writers(lock))
#define WRITE CALL(CUSTODY_HELD_EXCLUSIVE, 0)

/* Reading. Returns 1 when the lock was granted, as the next. */
static int before_read(const struct custody_lock_call *call) {
  enum custody_hold mode = custody_lock_mode(call);
  if (mode == CUSTODY_HELD_EXCLUSIVE)
    return custody_lock_again(call, CUSTODY_AGAIN_REFUSED, "read lock over the write lock of ");
  if (mode == CUSTODY_HELD_SHARED && !call->passes)
    return custody_lock_again(call, CUSTODY_AGAIN_REFUSED, "double read lock of ");
  if (!mode) custody_order_before(custody_thread_self(), call);
  return 0;
}

int custody_rwlock_before(const struct custody_lock_call *call, int limited) {
  if (call->mode == CUSTODY_HELD_SHARED) return before_read(call);
  enum custody_hold mode = custody_lock_mode(call);
  if (mode == CUSTODY_HELD_EXCLUSIVE)
    return custody_lock_again(call, CUSTODY_AGAIN_REFUSED, "double lock of ");
  if (mode == CUSTODY_HELD_SHARED)
    return custody_lock_again(call, limited ? CUSTODY_AGAIN_REFUSED : CUSTODY_AGAIN_HANGS,
                              "write lock over the read lock of ");
  custody_order_before(custody_thread_self(), call);
  return 0;
}

/* Somebody else has it. A writer that keeps readers out while it waits must not stop waiting, or one of
 * them gets in between: it says at once what it waits for, and looks. */
static int wait_in_time(const struct custody_lock_call *call, pthread_rwlock_t *lock) {
  struct custody_thread *self = custody_thread_self();
  int reads = call->mode == CUSTODY_HELD_SHARED;
  int (*take)(pthread_rwlock_t *) =
      reads ? custody_real.pthread_rwlock_rdlock : custody_real.pthread_rwlock_wrlock;
  struct timespec until;
  custody_stats_waits(self, call->lock_class, call->place);
  if (!custody_wait_limit(CLOCK_REALTIME, &until)) return take(lock);
  int result = ETIMEDOUT;
  if (reads || !custody_rwlock_prefers_writers(lock))
    result = (reads ? custody_real.pthread_rwlock_timedrdlock
                    : custody_real.pthread_rwlock_timedwrlock)(lock, &until);
  if (result != ETIMEDOUT) return result;
  custody_wait_for_lock(self, call);
  result = take(lock);
  custody_wait_end(self);
  return result;
}

static __attribute__((noinline)) int lock_in_time(const struct custody_lock_call *call,
                                                  pthread_rwlock_t *lock) {
  uint64_t began = custody_wait_began(custody_thread_self());
  int result = wait_in_time(call, lock);
  custody_wait_for_lock_ended(call, began);
  return result;
}

static __attribute__((noinline)) int read_slowly(pthread_rwlock_t *lock,
                                                 const struct custody_rt_place *place,
                                                 const char *lock_class, const void *caller) {
  struct custody_lock_call call = {lock,
                                   CUSTODY_HELD_SHARED,
                                   place,
                                   lock_class,
                                   caller,
                                   CUSTODY_LOCK_OTHER,
                                   !custody_rwlock_prefers_writers(lock)};
  custody_rwlock_before(&call, 0);
  int result = custody_real.pthread_rwlock_tryrdlock(lock);
  return custody_lock_taken(&call, result == EBUSY ? lock_in_time(&call, lock) : result);
}

static __attribute__((noinline)) int write_slowly(pthread_rwlock_t *lock,
                                                  const struct custody_rt_place *place,
                                                  const char *lock_class, const void *caller) {
  struct custody_lock_call call = {lock,   CUSTODY_HELD_EXCLUSIVE, place, lock_class,
                                   caller, CUSTODY_LOCK_OTHER,     0};
  if (custody_rwlock_before(&call, 0)) return 0;
  int result = custody_real.pthread_rwlock_trywrlock(lock);
  return custody_lock_taken(&call, result == EBUSY ? lock_in_time(&call, lock) : result);
}

/* Without luck the long way tries again. */
int custody_rt_pthread_rwlock_rdlock(pthread_rwlock_t *lock, const struct custody_rt_place *place,
                                     const char *lock_class) {
  struct custody_quick quick = custody_quick_lock(lock, lock_class, CUSTODY_HELD_SHARED,
                                                  !custody_rwlock_prefers_writers(lock));
  if (__builtin_expect(!quick.self || custody_real.pthread_rwlock_tryrdlock(lock) != 0, 0))
    return read_slowly(lock, place, lock_class, __builtin_return_address(0));
  custody_quick_taken(quick, lock, lock_class, CUSTODY_HELD_SHARED, place);
  return 0;
}

int custody_rt_pthread_rwlock_wrlock(pthread_rwlock_t *lock, const struct custody_rt_place *place,
                                     const char *lock_class) {
  struct custody_quick quick = custody_quick_lock(lock, lock_class, CUSTODY_HELD_EXCLUSIVE, 0);
  if (__builtin_expect(!quick.self || custody_real.pthread_rwlock_trywrlock(lock) != 0, 0))
    return write_slowly(lock, place, lock_class, __builtin_return_address(0));
  custody_quick_taken(quick, lock, lock_class, CUSTODY_HELD_EXCLUSIVE, place);
  return 0;
}

int custody_rt_pthread_rwlock_tryrdlock(pthread_rwlock_t *lock,
                                        const struct custody_rt_place *place,
                                        const char *lock_class) {
  READ;
  return custody_lock_taken(&call, custody_real.pthread_rwlock_tryrdlock(lock));
}

int custody_rt_pthread_rwlock_trywrlock(pthread_rwlock_t *lock,
                                        const struct custody_rt_place *place,
                                        const char *lock_class) {
  WRITE;
  return custody_lock_taken(&call, custody_real.pthread_rwlock_trywrlock(lock));
}

int custody_rt_pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *until,
                                          const struct custody_rt_place *place,
                                          const char *lock_class) {
  READ;
  custody_rwlock_before(&call, 1);
  uint64_t began = custody_wait_began(custody_thread_self());
  return custody_lock_waited(&call, began, custody_real.pthread_rwlock_timedrdlock(lock, until));
}

int custody_rt_pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *until,
                                          const struct custody_rt_place *place,
                                          const char *lock_class) {
  WRITE;
  custody_rwlock_before(&call, 1);
  uint64_t began = custody_wait_began(custody_thread_self());
  return custody_lock_waited(&call, began, custody_real.pthread_rwlock_timedwrlock(lock, until));
}

int custody_rt_pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock,
                                          const struct timespec *until,
                                          const struct custody_rt_place *place,
                                          const char *lock_class) {
  READ;
  custody_rwlock_before(&call, 1);
  uint64_t began = custody_wait_began(custody_thread_self());
  return custody_lock_waited(&call, began,
                             custody_real.pthread_rwlock_clockrdlock(lock, clock, until));
}

int custody_rt_pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock,
                                          const struct timespec *until,
                                          const struct custody_rt_place *place,
                                          const char *lock_class) {
  WRITE;
  custody_rwlock_before(&call, 1);
  uint64_t began = custody_wait_began(custody_thread_self());
  return custody_lock_waited(&call, began,
                             custody_real.pthread_rwlock_clockwrlock(lock, clock, until));
}

static __attribute__((noinline)) int unlock_slowly(pthread_rwlock_t *lock,
                                                   const struct custody_rt_place *place,
                                                   const char *lock_class, const void *caller) {
  struct custody_lock_call call = {lock,   CUSTODY_HELD_EXCLUSIVE, place, lock_class,
                                   caller, CUSTODY_LOCK_OTHER,     0};
  enum custody_given given = custody_lock_give_back(&call);
  if (given == CUSTODY_GIVEN_GRANT) return 0;
  if (given == CUSTODY_GIVEN_UNHELD) custody_lock_unheld(&call, custody_rwlock_is_mine(lock));
  return custody_real.pthread_rwlock_unlock(lock);
}

int custody_rt_pthread_rwlock_unlock(pthread_rwlock_t *lock, const struct custody_rt_place *place,
                                     const char *lock_class) {
  if (custody_quick_unlock(lock)) return custody_real.pthread_rwlock_unlock(lock);
  return unlock_slowly(lock, place, lock_class, __builtin_return_address(0));
}

int custody_rt_pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attributes,
                                   const struct custody_rt_place *place, const char *lock_class) {
  WRITE;
  custody_lock_begins(&call);
  return custody_real.pthread_rwlock_init(lock, attributes);
}

int custody_rt_pthread_rwlock_destroy(pthread_rwlock_t *lock, const struct custody_rt_place *place,
                                      const char *lock_class) {
  WRITE;
  custody_lock_ends(&call, custody_rwlock_is_in_use(lock, 1));
  return custody_real.pthread_rwlock_destroy(lock);
}
