/* Who holds each PINNED object: one table for all threads, by the object's address. An object that
 * nobody has spoken of belongs to the first thread that touches it, and to that thread until it gives
 * it away; then to nobody, until a thread takes it.
 *
 * A check reads two words there and writes none: nothing is kept of it, so nothing can be out of date
 * when the object changes hands. Without locks, since a signal handler may touch what its thread
 * holds. */
#ifndef CUSTODY_PINNED_H
#define CUSTODY_PINNED_H

#include "thread.h"

struct custody_rt_place;

enum custody_pin {
  CUSTODY_PIN_MINE,
  CUSTODY_PIN_GIVEN, /**< this thread gave it away */
  CUSTODY_PIN_OTHER  /**< another thread holds it, or gave it away */
};

/** What a report tells of it. */
struct custody_pin_story {
  uint32_t thread; /**< number plus 1 of who holds it, or gave it away; or 0 */
  const struct custody_rt_place *given_at; /**< the call that gave it away, or null */
};

/** How the thread, which is watched, stands to the object; *story is filled in unless it's the thread's own. */
enum custody_pin custody_pinned_look(struct custody_thread *, const void *object,
                                     struct custody_pin_story *story);

/* Of what a thread does that is not watched, nothing is known: nobody holds the object then. */

/** The thread holds the object, and what lies in its `size` bytes, from here on. 0: not known. */
void custody_pinned_take(struct custody_thread *, const void *object, uint64_t size);

/** The thread gives them away, as far as they are its own. */
void custody_pinned_give(struct custody_thread *, const void *object, uint64_t size,
                         const struct custody_rt_place *place);

/** The same of what a new thread gets, if anything there is pinned; and the thread takes it. */
void custody_pinned_give_to_thread(struct custody_thread *, const void *object,
                                   const struct custody_rt_place *place);
void custody_pinned_take_as_thread(struct custody_thread *, const void *object);

/** How often holders changed so far. A thread that code which is not instrumented started (std::thread)
 * may have been given anything then: it takes what another thread holds by touching it, once, if that
 * one held it before the thread was seen first. */
uint32_t custody_pinned_changes(void);

/** What lies there begins or ends: nobody holds it. */
void custody_pinned_forget(const void *object, uint64_t size);

/* -- the table ------------------------------------------------------------------------------- */

enum { CUSTODY_PINNED_BITS = 16, CUSTODY_PINNED_ROWS = 1 << CUSTODY_PINNED_BITS };

struct custody_pinned_row {
  _Atomic uintptr_t object; /**< 0: never used */
  atomic_uint holder; /**< number of the thread plus 1; 0: nobody, it is on its way */
  atomic_uint giver; /**< who gave it away last, plus 1 */
  _Atomic(const struct custody_rt_place *) given_at;
  atomic_uint taken_at_start; /**< its holder took it by touching it: see custody_pinned_changes */
  atomic_uint since; /**< of all changes of holders, the number of the one that gave it this one */
};

extern struct custody_pinned_row custody_pinned_rows[CUSTODY_PINNED_ROWS]
    __attribute__((visibility("hidden")));

/** Where the search for an object's row begins. */
static inline uint32_t custody_pinned_hash(uintptr_t object) {
  uint64_t golden = 0x9e3779b97f4a7c15; /* Knuth's multiplicative hashing */
  return (uint32_t)(object * golden >> (64 - CUSTODY_PINNED_BITS));
}

/** What nearly every check finds: the object's row is the first one looked at, and the thread's. If
 * not, custody_pinned_look knows. */
static inline int custody_pinned_quickly(const struct custody_thread *self, const void *object) {
  const struct custody_pinned_row *row =
      &custody_pinned_rows[custody_pinned_hash((uintptr_t)object)];
  uint32_t me = atomic_load_explicit(&self->number, memory_order_relaxed) + 1;
  return atomic_load_explicit(&row->object, memory_order_relaxed) == (uintptr_t)object &&
         atomic_load_explicit(&row->holder, memory_order_relaxed) == me;
}

extern atomic_uint custody_pinned_used;

/** Whether any object was ever pinned. */
static inline int custody_pinned_any(void) {
  return atomic_load_explicit(&custody_pinned_used, memory_order_relaxed) != 0;
}

#endif
