/* The roles of the program: at most 63, each with the thread that holds it. Equal names are one
 * role, whichever object or library they come from. Without locks, since a signal handler may be
 * the first to name a role. */
#ifndef CUSTODY_ROLE_H
#define CUSTODY_ROLE_H

#include "abi.h"
#include <stdatomic.h>

struct custody_thread;

enum { CUSTODY_ROLES = 64, CUSTODY_ROLE_MAIN = 1 };

/** Indexed from 1. Read and written by all threads. */
struct custody_role {
  _Atomic(const char *) name;
  atomic_uint pool;
  atomic_uint owner;    /**< number of the thread that holds a single role, plus 1; or 0 */
  atomic_uint live;     /**< threads that hold it */
  atomic_uint ended;    /**< threads that ended with it */
  atomic_uint unjoined; /**< of these, those that were not joined */
  _Atomic(const struct custody_rt_place *)
      place; /**< where the owner took it; null: at its start */
  atomic_uint stack; /**< the stack there, in stack_kept.h; or 0 */
  _Atomic uint64_t since; /**< nanoseconds of CLOCK_MONOTONIC */
};

extern struct custody_role custody_roles[CUSTODY_ROLES];

/** The index of a role, 1 to 63; 0 when there are too many roles. Every thread's mask has bit 0,
 * so a role that found no room is held by everybody and refuses nobody. */
uint32_t custody_role_named(const char *name, uint32_t pool);
uint32_t custody_role_first_seen(struct custody_rt_role *role) __attribute__((cold));

static inline uint32_t custody_role_index(struct custody_rt_role *role) {
  uint32_t index = __atomic_load_n(&role->index, __ATOMIC_RELAXED);
  return __builtin_expect(index != 0, 1) ? index : custody_role_first_seen(role);
}

/** Gives a thread the role. Returns 0, or, when a live thread holds a single role already, that
 * thread's number plus 1; the thread has the role then too, so that one fault makes one report.
 * `caller` is the return address that its stack begins at, or null. */
uint32_t custody_role_take(struct custody_thread *, uint32_t index,
                           const struct custody_rt_place *place, const void *caller);
/** Takes the role away from a live thread. */
void custody_role_drop(struct custody_thread *, uint32_t index);

/** The thread ends, with all the roles of its mask. */
void custody_role_thread_ended(uint32_t number, uint64_t mask);
/** A thread that ended with these roles was joined. */
void custody_role_thread_joined(uint64_t mask);
/** Threads held the role, all of them have ended, and all of them were joined. */
int custody_role_is_over(uint32_t index);

/** In the child of fork: only this thread is left. */
void custody_role_only(uint32_t number, uint64_t mask);

#endif
