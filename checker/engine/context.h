/* Contexts: which threads run a function. A context is the set of roles that the thread holds and
 * the phase of the program; roots (main, thread entries, callbacks that nothing in the program
 * calls) begin one, calls pass it on. */
#ifndef CUSTODY_CONTEXT_H
#define CUSTODY_CONTEXT_H

#include "program.h"

/** Whether other threads may exist. */
enum phase { PHASE_ALONE, PHASE_MAYBE, PHASE_STARTED };

/** Times at which a function can run that are told apart from all others. */
enum context_at { AT_ANY_TIME, AT_SIGNAL, AT_EXIT };

struct context {
  uint64_t roles;
  uint32_t root;    /**< the function it began in, for threads without a role; else FACTS_NONE */
  uint8_t alone;    /**< before the first thread is started */
  uint8_t assumed;  /**< from RUNS_ON alone: nobody who calls the function was seen */
  uint8_t at;       /**< enum context_at */
  uint8_t maybe;    /**< other threads may run or not: no proof and no finding */
  uint8_t early;    /**< main() while it starts the program: no threads but those begun run */
  uint64_t begun;   /**< where early: the roles of the threads that run */
  uint64_t stopped; /**< roles whose threads stand still */
  uint64_t from;    /**< contexts that become this one inside a function, itself among them */
  uint32_t after[3]; /**< the same context in each phase; itself, if not alone */
};

/** Two contexts are always there. */
enum {
  CONTEXT_NOBODY, /**< nothing calls the function: any role, no finding about roles */
  CONTEXT_ANYBODY /**< another file may call it: any role, any locks, any phase */
};

struct contexts {
  struct context list[64];
  uint32_t count, early_count;
  /** For each function and context, the call it first came through. */
  struct arrival *arrivals;
  uint32_t arrival_count, arrival_capacity;
};

struct arrival {
  uint32_t function, context;
  uint32_t caller; /**< or FACTS_NONE: a root */
  struct place place;
  uint32_t next;   /**< of the same function */
  uint8_t handed;  /**< the caller has handed the function to a library */
};

void program_find_contexts(struct program *);

/** The context, made where there is none like it; CONTEXT_ANYBODY where there are too many. */
uint32_t context_find(struct program *, struct context wanted);
/** The same context where it builds what nobody else can see yet. */
uint32_t context_building(struct program *, uint32_t context);
uint32_t context_after_phase(const struct program *, uint32_t context, enum phase);
/** What a function's context is at one of its events, or FACTS_NONE where it cannot come there. */
uint32_t context_at_event(struct program *, const struct function *, uint32_t context,
                          uint32_t event);

/** Reports roles for one thread that two can have (single_role.c). */
void program_check_single_roles(struct program *);

/** How `context` first came to `function`, or null. */
const struct arrival *context_arrival(const struct program *, uint32_t function, uint32_t context);

/** The contexts in which event number `event` of the function runs: those of the function, past
 * the start of threads where that may have happened, and with what is known of roles there. */
uint64_t contexts_at(struct program *, const struct function *, uint32_t event);

/** These contexts and all that they become inside functions. */
uint64_t contexts_from(const struct program *, uint64_t contexts);

/** "role 'voice'", "a thread without a role", ... */
const char *context_text(struct program *, uint32_t context);

#endif
