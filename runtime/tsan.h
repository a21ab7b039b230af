/* Beside ThreadSanitizer: it's told what orders threads by what the program declares, where it cannot see
 * that for itself; and its reports of races on fields with a rule are followed by what the rule is and
 * which of the two accesses broke it.
 *
 * Every symbol of it is weak: the same runtime serves builds with and without it. */
#ifndef CUSTODY_TSAN_H
#define CUSTODY_TSAN_H

#include "abi.h"

struct custody_thread;

/** What was checked lately: a report comes right after one of the two accesses, and mostly not long
 * after the other one. */
enum { CUSTODY_TOUCHES = 64 };

struct custody_touch {
  const void *object;
  const struct custody_rt_site *site;
  uint64_t is_wrong; /**< the rule refused it */
};

struct custody_touches {
  uint32_t count; /**< the next one's place, modulo CUSTODY_TOUCHES */
  struct custody_touch touch[CUSTODY_TOUCHES];
};

/** Whether the program runs under it. */
int custody_tsan_is_here(void);

/** For a new thread's record: a table of its own; null without it, or without memory. */
struct custody_touches *custody_tsan_touches(void);

/** A check begins. */
static inline void custody_touched(struct custody_touches *touches, const void *object,
                                   const struct custody_rt_site *site) {
  uint32_t at = touches->count % CUSTODY_TOUCHES;
  touches->touch[at] = (struct custody_touch){object, site, 0};
  __atomic_store_n(&touches->count, touches->count + 1, __ATOMIC_RELEASE);
}

/** The newest check found a fault. */
static inline void custody_touch_was_wrong(struct custody_touches *touches) {
  touches->touch[(touches->count - 1) % CUSTODY_TOUCHES].is_wrong = 1;
}

/** Around a call of the C library's function for a caller in the program: it takes the runtime's return
 * address for the caller's, and without this the caller would be in no stack, and match no suppression. */
void custody_tsan_enter(const void *caller);
void custody_tsan_leave(void);

/** What this thread did before is seen by who acquires the same address after it. */
void custody_tsan_release(const void *address);
void custody_tsan_acquire(const void *address);

#endif
