/* Threads that must not wait: those of a NONBLOCKING_ROLE. They call nothing that is known to block;
 * and with the option blocked_ms they wait in none, and for no lock, longer than that; nor is a turn of
 * their loop longer (turn.c). The loop's own wait between its turns is not measured. */
#ifndef CUSTODY_BLOCKING_H
#define CUSTODY_BLOCKING_H

#include "clock.h"
#include "lock.h"
#include "options.h"
#include "report.h"

/** The roles that must not block, by their bits. */
extern _Atomic uint64_t custody_nonblocking;

/** The time at which a wait began that is to be measured; or 0: it is not. */
static inline uint64_t custody_wait_began(const struct custody_thread *self) {
  if (custody_options.blocked_ms == 0) return 0;
  return self->roles & atomic_load(&custody_nonblocking) ? custody_now() : 0;
}

/** Of the thread's roles, those that must not block, while anybody is served. */
uint64_t custody_blocking_roles(const struct custody_thread *);

/** The words of a report of what took too long: "wait of " 300 " ms in " and so on. */
struct custody_took {
  const char *before, *behind, *about, *asks;
};

/** Reports what the facts speak of if it took blocked_ms on a thread that must not block; whether it did. */
int custody_blocking_took(const struct custody_report *facts, const struct custody_took *,
                          uint64_t nanoseconds);

/** The wait for a lock is over. */
void custody_wait_for_lock_ended(const struct custody_lock_call *, uint64_t began);

/** After a call that took the lock if `result` says so, and waited for it for some time only. */
static inline int custody_lock_waited(const struct custody_lock_call *call, uint64_t began,
                                      int result) {
  custody_wait_for_lock_ended(call, began);
  return custody_lock_taken(call, result);
}

#endif
