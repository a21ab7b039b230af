/* Which locks a function takes, itself or below it, and which it takes while it holds others: what
 * the order of locks is found from.
 *
 * A taking goes up to all callers, so that one of them that holds another lock knows of it. A
 * nesting is settled where it was seen, unless it speaks of parameters: then callers that pass
 * known objects say it again, more exactly. */
#ifndef CUSTODY_NESTING_H
#define CUSTODY_NESTING_H

#include "program.h"

struct body;
struct held;
struct states;
struct state;

enum { MAX_GIVEN = 4, MAX_GATES = 6, MAX_TAKINGS = 64, MAX_NESTINGS = 32, MAX_LEVELS = 6 };

/** A lock that is waited for in a function or below it. */
struct taking {
  uint32_t lock; /**< path in the function's terms; with `named` its name (lock_name.h) */
  uint32_t function;
  uint64_t contexts;
  uint8_t mode;  /**< enum custody_hold */
  uint8_t named;
  uint8_t again; /**< a wait on a condition takes back the lock that it gave away */
  uint8_t signs; /**< only where a parameter's value, `condition`, has one of these; 0: always */
  uint32_t condition;
  uint8_t given_count;
  uint32_t given[MAX_GIVEN]; /**< callers' locks that have been given back by then: paths */
  struct place place; /**< here, or of the call */
  const struct taking *below; /**< the callee's, or null */
};

/** A lock that is waited for while another is held. */
struct nesting {
  uint32_t function;
  uint32_t first, second; /**< paths in the function's terms, or names */
  uint32_t first_name, second_name; /**< or FACTS_NONE */
  uint8_t first_mode, second_mode; /**< enum custody_hold */
  uint8_t level; /**< how many calls up it was said again */
  uint8_t is_closed; /**< what callers hold is perhaps no longer held */
  uint64_t contexts;
  uint64_t joined;    /**< threads that have ended by then (phase.h) */
  uint8_t gate_count;
  uint32_t gates[MAX_GATES]; /**< names of other locks that are held exclusively */
  struct place first_place;
  struct place place; /**< of the second lock, or of the call */
  const struct taking *taking; /**< of the second lock */
  const struct nesting *below; /**< the callee's that this says again, or null */
};

/** A call of a function that takes locks, for what its callers surely hold. */
struct held_call {
  uint32_t caller, callee;
  uint64_t joined;   /**< threads that have ended */
  uint8_t is_closed; /**< what the caller's own callers hold does not count */
  uint8_t count;
  uint32_t names[MAX_GATES]; /**< of locks that are held exclusively */
};

/** An order that the program declares. */
struct declared_order {
  const char *text;
  struct place place;
  uint32_t count;
  const uint32_t *names;
};

struct lock_order {
  FACTS_TABLE(struct nesting *, nestings);
  FACTS_TABLE(struct held_call, calls);
  FACTS_TABLE(struct declared_order, declared);
};

/* takings.c */
/** What a call takes, seen in each state. */
void body_note_takings(struct body *, struct states *, const struct facts_event *,
                       const struct callees *);
/** Whether the callers' lock has been given back by the time of the taking. */
int taking_is_given(const struct program *, const struct taking *, uint32_t lock);
/** Whether the held lock is the one that is taken: 1 yes, 0 no, -1 perhaps. */
int taking_is_held(struct program *, const struct taking *, const struct held *);

/* nestings.c */
/** Notes what is waited for while something is held. */
void body_note_nestings(struct body *, struct state *, const struct taking *);
/** Says a callee's nesting again in the caller's terms. */
void body_repeat_nesting(struct body *, struct state *, const struct facts_event *,
                         const struct function *callee, const struct nesting *);
/** Adds the names of the locks that are held exclusively, but for `except`. */
uint8_t body_gates(struct body *, const struct state *, uint32_t except, uint32_t *names,
                   uint8_t count);

/* instances.c */
/** Whether two locks of one name can be two instances that threads take in either order. Only what
 * is certain counts: two arguments of whoever calls, two results of one function, neighbours in a
 * ring. */
int body_either_order(struct body *, struct state *, uint32_t first, uint32_t second);
/** Whether the state knows an order of what the two locks are reached by. */
int body_is_ordered(struct body *, const struct state *, uint32_t first, uint32_t second);

/* declared_order.c */
void program_declare_order(struct program *, const uint32_t *locks, uint32_t count,
                           const char *text, struct place place);
/** Reports declared orders that contradict each other. */
void program_check_declared(struct program *);
/** Whether the program declares that it keeps an order among the locks of this name. */
int program_keeps_order(const struct program *, uint32_t name);
/** The declaration that wants `later` after `earlier`, perhaps through others, or null. */
const struct declared_order *program_declared(const struct program *, uint32_t earlier,
                                              uint32_t later);

/* entry_locks.c */
/** For each function, the locks that are held on every way into it, and the threads that have
 * ended on every way. */
struct entry_locks {
  uint64_t joined;
  uint8_t is_known; /* some call was seen */
  uint8_t count;
  uint32_t names[MAX_GATES];
};
struct entry_locks *program_entry_locks(struct program *);

/* threads.c */
/** The contexts of `contexts` that surely are threads which can wait for others. */
uint64_t program_certain_contexts(const struct program *, uint64_t contexts);
/** Whether two different threads can be in these contexts at one time. */
int program_two_threads(struct program *, uint32_t one, uint32_t other);
/** Whether a thread in this context is over when those have ended. */
int program_thread_is_over(const struct program *, uint32_t context, uint64_t joined);

/* lock_order.c */
void program_check_order(struct program *);

#endif
