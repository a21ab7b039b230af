/* Waiting on a condition: the lock must be held. It stays in the table across the wait, since the
 * thread has it again before it does anything else, a clean-up handler too. It has to wait for it
 * then, with all its other locks held: those are what other threads may be waiting for. */
#include "lock.h"
#include "order.h"
#include "real.h"
#include "tsan.h"
#include "wrapped.h"

struct waiting {
  struct custody_thread *thread; /* others may be waiting for its locks; or null */
  struct custody_hold_entry *timed; /* the mutex, if its times are counted; or null */
};

/* Also where the thread is cancelled in the wait (POSIX.1-2017, 2.9.5.2: with the mutex held). */
static void end(struct waiting *waiting) {
  custody_tsan_leave();
  if (waiting->thread) custody_wait_end(waiting->thread);
  if (waiting->timed) waiting->timed->since = custody_stats_now();
}

/* It isn't held while it waits. */
static struct custody_hold_entry *stop_time(struct custody_thread *self,
                                            const struct custody_lock_call *call) {
  int i = custody_held_find(&self->held, call->lock);
  struct custody_hold_entry *row = i < 0 ? NULL : custody_held_row(&self->held, (uint32_t)i);
  if (!row || !row->since) return NULL;
  custody_stats_given(self, row, call->lock, call->caller);
  return row;
}

static struct waiting begin(const struct custody_lock_call *call, const void *mutex) {
  struct custody_thread *self = custody_thread_self();
  custody_tsan_enter(call->caller);
  custody_lock_waiting(call, custody_mutex_is_mine(mutex));
  struct waiting waiting = {NULL, stop_time(self, call)};
  if (self->held.count < 2) return waiting;
  custody_order_before(self, call);
  custody_wait_for_condition(self, call);
  waiting.thread = self;
  return waiting;
}

#define WAIT                                                                                       \
  struct custody_lock_call call = {mutex,      CUSTODY_HELD_EXCLUSIVE,      place,                 \
                                   lock_class, __builtin_return_address(0), CUSTODY_LOCK_MUTEX,    \
                                   0};                                                             \
  struct waiting waiting __attribute__((cleanup(end), unused)) = begin(&call, mutex)

int custody_rt_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                 const struct custody_rt_place *place, const char *lock_class) {
  WAIT;
  return custody_real.pthread_cond_wait(condition, mutex);
}

int custody_rt_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                      const struct timespec *until,
                                      const struct custody_rt_place *place,
                                      const char *lock_class) {
  WAIT;
  return custody_real.pthread_cond_timedwait(condition, mutex, until);
}

int custody_rt_pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                      clockid_t clock, const struct timespec *until,
                                      const struct custody_rt_place *place,
                                      const char *lock_class) {
  WAIT;
  return custody_real.pthread_cond_clockwait(condition, mutex, clock, until);
}

int custody_rt_cnd_wait(cnd_t *condition, mtx_t *mutex, const struct custody_rt_place *place,
                        const char *lock_class) {
  WAIT;
  return custody_real.cnd_wait(condition, mutex);
}

int custody_rt_cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *until,
                             const struct custody_rt_place *place, const char *lock_class) {
  WAIT;
  return custody_real.cnd_timedwait(condition, mutex, until);
}
