/* A need: what an access or a call asks of the threads that come here, as far as it is still open.
 *
 * An access that the function itself does not satisfy goes up to its callers, in their terms; each
 * caller may add locks it holds, or show that the object is still being built. A need that is
 * satisfied in every context vanishes; what a root leaves open is a finding, and the links to the
 * callee's needs are its chain. */
#ifndef CUSTODY_NEED_H
#define CUSTODY_NEED_H

#include "premise.h"
#include "program.h"

#include <custody/judge.h>

struct held;
struct state;

enum need_kind {
  NEED_ACCESS,   /**< data: the rule must allow the access */
  NEED_HELD,     /**< a lock must be held: REQUIRES, or giving back what was not taken here */
  NEED_NOT_HELD, /**< a lock must not be held: EXCLUDES, or taking it */
  /** what a parameter points to is touched, whatever rule the caller's pointer to it has; `guards`
   * are the locks held by then (pointee.c) */
  NEED_TOUCH
};

/** Where a need comes from; one for each event, shared by its copies in the callers. */
struct origin {
  uint8_t kind; /**< enum need_kind */
  uint8_t access; /**< enum custody_access */
  uint8_t by_unlock, by_lock; /**< the need is that of a lock operation */
  const char *life; /**< NEED_NOT_HELD: what becomes of the lock: "destroyed"; or null */
  uint8_t mode; /**< enum custody_hold that NEED_HELD asks for */
  uint8_t by_address;
  uint8_t is_inside; /**< SELF_LOCKED: in one of the type's own functions */
  uint8_t is_mains; /**< PINNED: nobody but the main thread can hold the object */
  uint32_t function;
  struct place place;
  const struct rule *rule; /**< NEED_ACCESS */
  const char *subject; /**< "user.mute" or a function; null: the lock at `path` */
  uint32_t path;
  uint32_t callee; /**< of a contract; else FACTS_NONE */
  const struct clause *clause;
  uint8_t *site; /**< status of the access, or null */
  uint32_t *doubt; /**< why it is not proved: row of program.doubts, +1; or null */
  uint32_t draft; /**< report.c's: its newest draft, +1 */
  struct origin *ruled; /**< NEED_TOUCH: accesses that callers made of it; then: the next one */
};

/** What it speaks of, for people. */
const char *origin_subject(struct program *, const struct origin *);

struct guard {
  uint32_t lock; /**< path in the terms of the need's function */
  uint8_t hold; /**< enum custody_hold: how it is held so far */
  uint8_t closed; /**< given back before the access: callers' holding it does not help */
  uint8_t loose; /**< the lock cannot be named here; `lock` is its class, FIELD(INSTANCE, f) */
  uint8_t perhaps; /**< may be held: no proof, and no finding if that would satisfy the need */
};

/** A lock that was held on the way, for the report. */
struct held_note {
  uint32_t function, lock;
  uint8_t mode;
  struct place place;
};

struct need {
  struct origin *origin;
  uint32_t function; /**< whose terms the paths are in */
  uint32_t object; /**< what is accessed: path; 0: nothing a caller could be building */
  uint64_t contexts; /**< in which it is still open */
  uint8_t guard_count, held_count;
  uint8_t premise_count;
  uint8_t ends_here; /**< no caller can help: a function handed to a library */
  struct premise *premises; /**< where they are not true, nothing is asked */
  struct guard *guards;
  const struct held_note *held;
  const struct need *below; /**< the callee's need that this one came from, or null */
  struct place call; /**< of the callee */
};

/** Whether a held lock is the wanted one: 1 yes, 0 no, -1 perhaps. */
int lock_matches(const struct program *p, uint32_t held, uint32_t wanted);

/** Raises the guard to how its lock is held in `state`. */
void guard_look(const struct program *p, const struct state *state, struct guard *guard);

/** How to take what is not known of the locks. */
enum view {
  VIEW_PROOF, /**< a lock that is perhaps held is not */
  VIEW_FINDING, /**< a lock that is perhaps held is held */
  VIEW_BEST /**< callers hold every lock they could */
};

/** What the rule table says of the need in a context. */
struct custody_verdict need_verdict(struct program *p, const struct need *need, uint32_t context,
                                    enum view view);

/** The contexts of `candidates` in which the need is not satisfied. */
uint64_t need_open_contexts(struct program *p, const struct need *need, uint64_t candidates,
                            enum view view);

/** The lock's class, for a lock that cannot be named: FIELD(INSTANCE, f), or FACTS_NONE. */
uint32_t lock_class(struct program *p, uint32_t lock);

#endif
