/* Locks in code that is built for ThreadSanitizer: the program calls the C library itself, and the
 * runtime before and behind (abi.h). It cannot try a lock there, or wait for a time: it looks whether
 * somebody has the lock, and if so, for a circle at once. */
#include "blocking.h"
#include "lock.h"
#include "order.h"
#include "wait.h"

static struct custody_lock_call call_of(const void *lock, uint32_t what,
                                        const struct custody_rt_place *place,
                                        const char *lock_class, const void *caller) {
  int is_rwlock = (what & CUSTODY_RT_CALL_RWLOCK) != 0,
      reads = (what & CUSTODY_RT_CALL_SHARED) != 0;
  return (struct custody_lock_call){lock,
                                    reads ? CUSTODY_HELD_SHARED : CUSTODY_HELD_EXCLUSIVE,
                                    place,
                                    lock_class,
                                    caller,
                                    is_rwlock ? CUSTODY_LOCK_OTHER : CUSTODY_LOCK_MUTEX,
                                    is_rwlock && reads && !custody_rwlock_prefers_writers(lock)};
}

/* A reader does not wait for readers. */
static int is_in_use(const struct custody_lock_call *call, int also_read) {
  return call->kind == CUSTODY_LOCK_MUTEX ? custody_mutex_is_held(call->lock)
                                          : custody_rwlock_is_in_use(call->lock, also_read);
}

static int is_mine(const struct custody_lock_call *call) {
  return call->kind == CUSTODY_LOCK_MUTEX ? custody_mutex_is_mine(call->lock)
                                          : custody_rwlock_is_mine(call->lock);
}

/* For what is granted. The matching call of abi.h's has one argument: only those that take a lock for
 * sure, and those that give one back, are ever granted. */
static int nothing(void *lock) {
  (void)lock;
  return 0;
}

static void call_began(struct custody_thread *self) { self->wait_began = custody_wait_began(self); }

/* Others can see that it waits even where the lock is free now: by the time of the call it may be
 * somebody else's. */
static void wait(const struct custody_lock_call *call) {
  struct custody_thread *self = custody_thread_self();
  self->wait_began = 0;
  if (custody_lock_mode(call) || !is_in_use(call, call->mode == CUSTODY_HELD_EXCLUSIVE)) {
    custody_wait_perhaps(self, call);
    return;
  }
  call_began(self);
  custody_stats_waits(self, call->lock_class, call->place);
  int may_close_circle = self->held.count > 0 || call->kind != CUSTODY_LOCK_MUTEX;
  if (custody_options.deadlock_after && may_close_circle) custody_wait_for_lock(self, call);
  else custody_wait_perhaps(self, call);
}

static int is_granted(const struct custody_lock_call *call, uint32_t what) {
  int limited = (what & CUSTODY_RT_CALL_LIMITED) != 0;
  int granted = call->kind == CUSTODY_LOCK_MUTEX ? custody_mutex_before(call, limited)
                                                 : custody_rwlock_before(call, limited);
  if (!granted && !limited) wait(call);
  if (limited) call_began(custody_thread_self());
  return granted;
}

static int is_given(const struct custody_lock_call *call) {
  enum custody_given given = custody_lock_give_back(call);
  if (given == CUSTODY_GIVEN_UNHELD) custody_lock_unheld(call, is_mine(call));
  return given == CUSTODY_GIVEN_GRANT;
}

void *custody_rt_at_lock(const void *lock, uint32_t what, void *real,
                         const struct custody_rt_place *place, const char *lock_class) {
  struct custody_lock_call call =
      call_of(lock, what, place, lock_class, __builtin_return_address(0));
  int granted = 0;
  switch (what & CUSTODY_RT_CALL_ACTION) {
  case CUSTODY_RT_CALL_TAKES: granted = is_granted(&call, what); break;
  case CUSTODY_RT_CALL_GIVES: granted = is_given(&call); break;
  case CUSTODY_RT_CALL_BEGINS: custody_lock_begins(&call); break;
  case CUSTODY_RT_CALL_ENDS: custody_lock_ends(&call, is_in_use(&call, 1)); break;
  default: break;
  }
  return granted ? (void *)(uintptr_t)nothing : real;
}

void custody_rt_at_locked(const void *lock, uint32_t what, const void *called, int result,
                          const struct custody_rt_place *place, const char *lock_class) {
  struct custody_lock_call call =
      call_of(lock, what, place, lock_class, __builtin_return_address(0));
  struct custody_thread *self = custody_thread_self();
  if (called == (const void *)(uintptr_t)nothing) return; /* it's counted already */
  if ((what & CUSTODY_RT_CALL_ACTION) == CUSTODY_RT_CALL_TAKES) {
    if (!(what & CUSTODY_RT_CALL_LIMITED)) custody_wait_end(self);
    custody_wait_for_lock_ended(&call, self->wait_began);
  }
  custody_lock_taken(&call, result);
}
