/* Mutexes of POSIX threads. POSIX has no way to ask a mutex for its kind or its owner; the GNU C
 * library keeps both in public view of the type, and nothing but this file looks there. With
 * another C library a second lock counts as fine, and who holds a lock is known from our own table
 * alone. */
#include "blocking.h"
#include "lock.h"
#include "quick.h"
#include "real.h"
#include "wrapped.h"

#ifdef __GLIBC__
enum { KIND_MASK = 3 };

enum custody_again custody_mutex_again(const pthread_mutex_t *mutex) {
  switch (__atomic_load_n(&mutex->__data.__kind, __ATOMIC_RELAXED) & KIND_MASK) {
  case PTHREAD_MUTEX_RECURSIVE_NP: return CUSTODY_AGAIN_FINE;
  case PTHREAD_MUTEX_ERRORCHECK_NP: return CUSTODY_AGAIN_REFUSED;
  default: return CUSTODY_AGAIN_HANGS;
  }
}

static uint32_t owner_of(const pthread_mutex_t *mutex) {
  return (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED);
}

int custody_mutex_is_mine(const pthread_mutex_t *mutex) {
  uint32_t owner = owner_of(mutex);
  return owner != 0 && owner == custody_thread_self()->tid;
}

int custody_mutex_is_owned(const void *mutex, uint32_t tid) { return owner_of(mutex) == tid; }

int custody_mutex_is_held(const pthread_mutex_t *mutex) { return owner_of(mutex) != 0; }
#else
enum custody_again custody_mutex_again(const pthread_mutex_t *mutex) {
  (void)mutex;
  return CUSTODY_AGAIN_FINE;
}
int custody_mutex_is_mine(const pthread_mutex_t *mutex) {
  (void)mutex;
  return 0;
}
int custody_mutex_is_owned(const void *mutex, uint32_t tid) {
  (void)mutex;
  (void)tid;
  return 1;
}
int custody_mutex_is_held(const pthread_mutex_t *mutex) {
  (void)mutex;
  return 0;
}
#endif

int custody_mutex_before(const struct custody_lock_call *call, int limited) {
  if (!custody_lock_mode(call)) {
    custody_order_before(custody_thread_self(), call);
    return 0;
  }
  enum custody_again again = custody_mutex_again(call->lock);
  if (limited && again == CUSTODY_AGAIN_HANGS) again = CUSTODY_AGAIN_REFUSED;
  return custody_lock_again(call, again, "double lock of ");
}

#define CALL                                                                                       \
  struct custody_lock_call call = {mutex,      CUSTODY_HELD_EXCLUSIVE,      place,                 \
                                   lock_class, __builtin_return_address(0), CUSTODY_LOCK_MUTEX,    \
                                   0}

/* Somebody else has it. */
static int wait_in_time(const struct custody_lock_call *call, pthread_mutex_t *mutex) {
  struct custody_thread *self = custody_thread_self();
  struct timespec until;
  custody_stats_waits(self, call->lock_class, call->place);
  if (!custody_wait_limit(CLOCK_REALTIME, &until)) return custody_real.pthread_mutex_lock(mutex);
  int result = custody_real.pthread_mutex_timedlock(mutex, &until);
  if (result != ETIMEDOUT) return result;
  custody_wait_for_lock(self, call);
  result = custody_real.pthread_mutex_lock(mutex);
  custody_wait_end(self);
  return result;
}

static __attribute__((noinline)) int lock_in_time(const struct custody_lock_call *call,
                                                  pthread_mutex_t *mutex) {
  uint64_t began = custody_wait_began(custody_thread_self());
  int result = wait_in_time(call, mutex);
  custody_wait_for_lock_ended(call, began);
  return result;
}

/* Without luck, or with something to say of it. */
static __attribute__((noinline)) int lock_tried(pthread_mutex_t *mutex,
                                                const struct custody_rt_place *place,
                                                const char *lock_class, const void *caller,
                                                int result) {
  struct custody_lock_call call = {mutex,  CUSTODY_HELD_EXCLUSIVE, place, lock_class,
                                   caller, CUSTODY_LOCK_MUTEX,     0};
  return custody_lock_taken(&call, result == EBUSY ? lock_in_time(&call, mutex) : result);
}

/* A thread that is new here, a lock that it holds already, a table without room, an order that it did
 * not take its locks in lately. */
static __attribute__((noinline)) int lock_slowly(pthread_mutex_t *mutex,
                                                 const struct custody_rt_place *place,
                                                 const char *lock_class, const void *caller) {
  struct custody_lock_call call = {mutex,  CUSTODY_HELD_EXCLUSIVE, place, lock_class,
                                   caller, CUSTODY_LOCK_MUTEX,     0};
  if (custody_mutex_before(&call, 0)) return 0;
  return lock_tried(mutex, place, lock_class, caller, custody_real.pthread_mutex_trylock(mutex));
}

int custody_rt_pthread_mutex_lock(pthread_mutex_t *mutex, const struct custody_rt_place *place,
                                  const char *lock_class) {
  struct custody_quick quick = custody_quick_lock(mutex, lock_class, CUSTODY_HELD_EXCLUSIVE, 0);
  if (__builtin_expect(!quick.self, 0))
    return lock_slowly(mutex, place, lock_class, __builtin_return_address(0));
  int result = custody_real.pthread_mutex_trylock(mutex);
  if (__builtin_expect(result != 0, 0))
    return lock_tried(mutex, place, lock_class, __builtin_return_address(0), result);
  custody_quick_taken(quick, mutex, lock_class, CUSTODY_HELD_EXCLUSIVE, place);
  return 0;
}

int custody_rt_pthread_mutex_trylock(pthread_mutex_t *mutex, const struct custody_rt_place *place,
                                     const char *lock_class) {
  struct custody_quick quick = custody_quick_try(mutex, lock_class, CUSTODY_HELD_EXCLUSIVE);
  int result = custody_real.pthread_mutex_trylock(mutex);
  if (result == EBUSY) return result;
  if (result != 0 || !quick.self)
    return lock_tried(mutex, place, lock_class, __builtin_return_address(0), result);
  custody_quick_taken(quick, mutex, lock_class, CUSTODY_HELD_EXCLUSIVE, place);
  return 0;
}

int custody_rt_pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until,
                                       const struct custody_rt_place *place,
                                       const char *lock_class) {
  CALL;
  custody_mutex_before(&call, 1);
  uint64_t began = custody_wait_began(custody_thread_self());
  return custody_lock_waited(&call, began, custody_real.pthread_mutex_timedlock(mutex, until));
}

int custody_rt_pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                       const struct timespec *until,
                                       const struct custody_rt_place *place,
                                       const char *lock_class) {
  CALL;
  custody_mutex_before(&call, 1);
  uint64_t began = custody_wait_began(custody_thread_self());
  return custody_lock_waited(&call, began,
                             custody_real.pthread_mutex_clocklock(mutex, clock, until));
}

static __attribute__((noinline)) int unlock_slowly(pthread_mutex_t *mutex,
                                                   const struct custody_rt_place *place,
                                                   const char *lock_class, const void *caller) {
  struct custody_lock_call call = {mutex,  CUSTODY_HELD_EXCLUSIVE, place, lock_class,
                                   caller, CUSTODY_LOCK_MUTEX,     0};
  enum custody_given given = custody_lock_give_back(&call);
  if (given == CUSTODY_GIVEN_GRANT) return 0;
  if (given == CUSTODY_GIVEN_UNHELD) custody_lock_unheld(&call, custody_mutex_is_mine(mutex));
  return custody_real.pthread_mutex_unlock(mutex);
}

int custody_rt_pthread_mutex_unlock(pthread_mutex_t *mutex, const struct custody_rt_place *place,
                                    const char *lock_class) {
  if (custody_quick_unlock(mutex)) return custody_real.pthread_mutex_unlock(mutex);
  return unlock_slowly(mutex, place, lock_class, __builtin_return_address(0));
}

int custody_rt_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes,
                                  const struct custody_rt_place *place, const char *lock_class) {
  CALL;
  custody_lock_begins(&call);
  custody_tsan_enter(call.caller);
  int result = custody_real.pthread_mutex_init(mutex, attributes);
  custody_tsan_leave();
  return result;
}

int custody_rt_pthread_mutex_destroy(pthread_mutex_t *mutex, const struct custody_rt_place *place,
                                     const char *lock_class) {
  CALL;
  custody_lock_ends(&call, custody_mutex_is_held(mutex));
  custody_tsan_enter(call.caller);
  int result = custody_real.pthread_mutex_destroy(mutex);
  custody_tsan_leave();
  return result;
}
