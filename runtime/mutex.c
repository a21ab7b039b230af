/* Mutexes of POSIX threads. POSIX has no way to ask a mutex for its kind or its owner; the GNU C
 * library keeps both in public view of the type, and nothing but this file looks there. With
 * another C library a second lock counts as fine, and who holds a lock is known from our own table
 * alone. */
#include "blocking.h"
#include "lock.h"
#include "order.h"
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

int custody_mutex_is_mine(const pthread_mutex_t *mutex) {
  uint32_t owner = (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED);
  return owner != 0 && owner == custody_thread_self()->tid;
}
#else
enum custody_again custody_mutex_again(const pthread_mutex_t *mutex) {
  (void)mutex;
  return CUSTODY_AGAIN_FINE;
}
int custody_mutex_is_mine(const pthread_mutex_t *mutex) {
  (void)mutex;
  return 0;
}
#endif

#define CALL                                                                                       \
  struct custody_lock_call call = {mutex, CUSTODY_HELD_EXCLUSIVE, place, lock_class,               \
                                   __builtin_return_address(0)}

/* A thread that is new here, a lock that it holds already, a table without room. */
static __attribute__((noinline)) int lock_slowly(pthread_mutex_t *mutex,
                                                 const struct custody_rt_place *place,
                                                 const char *lock_class, const void *caller) {
  struct custody_lock_call call = {mutex, CUSTODY_HELD_EXCLUSIVE, place, lock_class, caller};
  int held = custody_lock_mode(&call) != CUSTODY_NOT_HELD;
  if (held && custody_lock_again(&call, custody_mutex_again(mutex), "double lock of ")) return 0;
  if (!held) custody_order_before(custody_thread_self(), &call, 0);
  uint64_t began = custody_wait_began(custody_thread_self());
  int result = pthread_mutex_lock(mutex);
  custody_wait_for_lock_ended(&call, began);
  return custody_lock_taken(&call, result);
}

int custody_rt_pthread_mutex_lock(pthread_mutex_t *mutex, const struct custody_rt_place *place,
                                  const char *lock_class) {
  struct custody_thread *self = custody_thread_here;
  if (__builtin_expect(!self || self->unwatched || custody_options.blocked_ms ||
                           !custody_held_takes(&self->held, mutex),
                       0))
    return lock_slowly(mutex, place, lock_class, __builtin_return_address(0));
  if (self->held.count > 0) {
    CALL;
    custody_order_look(self, &call, 0);
  }
  int result = pthread_mutex_lock(mutex);
  if (__builtin_expect(result == 0, 1) || result == EOWNERDEAD)
    custody_held_push(&self->held, mutex, CUSTODY_HELD_EXCLUSIVE, place, lock_class);
  return result;
}

int custody_rt_pthread_mutex_trylock(pthread_mutex_t *mutex, const struct custody_rt_place *place,
                                     const char *lock_class) {
  CALL;
  return custody_lock_taken(&call, pthread_mutex_trylock(mutex));
}

/* With a time limit a second lock ends by itself. */
static void again_for_a_time(const struct custody_lock_call *call, const pthread_mutex_t *mutex) {
  if (custody_lock_mode(call) && custody_mutex_again(mutex) != CUSTODY_AGAIN_FINE)
    custody_lock_again(call, CUSTODY_AGAIN_REFUSED, "double lock of ");
  if (!custody_lock_mode(call)) custody_order_before(custody_thread_self(), call, 0);
}

int custody_rt_pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until,
                                       const struct custody_rt_place *place,
                                       const char *lock_class) {
  CALL;
  again_for_a_time(&call, mutex);
  return custody_lock_taken(&call, pthread_mutex_timedlock(mutex, until));
}

int custody_rt_pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                       const struct timespec *until,
                                       const struct custody_rt_place *place,
                                       const char *lock_class) {
  CALL;
  again_for_a_time(&call, mutex);
  return custody_lock_taken(&call, pthread_mutex_clocklock(mutex, clock, until));
}

static __attribute__((noinline)) int unlock_slowly(pthread_mutex_t *mutex,
                                                   const struct custody_rt_place *place,
                                                   const char *lock_class, const void *caller) {
  struct custody_lock_call call = {mutex, CUSTODY_HELD_EXCLUSIVE, place, lock_class, caller};
  enum custody_given given = custody_lock_give_back(&call);
  if (given == CUSTODY_GIVEN_GRANT) return 0;
  if (given == CUSTODY_GIVEN_UNHELD) custody_lock_unheld(&call, custody_mutex_is_mine(mutex));
  return pthread_mutex_unlock(mutex);
}

int custody_rt_pthread_mutex_unlock(pthread_mutex_t *mutex, const struct custody_rt_place *place,
                                    const char *lock_class) {
  struct custody_thread *self = custody_thread_here;
  if (__builtin_expect(!self || !custody_held_pop(&self->held, mutex), 0))
    return unlock_slowly(mutex, place, lock_class, __builtin_return_address(0));
  return pthread_mutex_unlock(mutex);
}
