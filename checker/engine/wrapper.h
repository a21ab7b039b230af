/* Functions that nothing in the program calls, and that take or give back locks for who does: the
 * halves of a lock that a program offers to modules, `api_lock` and `api_unlock` in a table. */
#ifndef CUSTODY_WRAPPER_H
#define CUSTODY_WRAPPER_H

#include "program.h"

/** The function has no known caller, and returns with the lock taken (or given back). */
void wrapper_note(struct program *, uint32_t function, uint32_t lock, int gives);

/** What a finding about such a function waits for until all is analysed. */
struct wrapper_wait {
  uint32_t name;     /**< of the lock; FACTS_NONE: for nothing */
  uint32_t function; /**< which must itself be the half that gives the lock back, or FACTS_NONE */
};

/** The name, or FACTS_NONE where the function's callers are known. */
uint32_t wrapper_name(struct program *, const struct function *, uint32_t lock);

/** Whether somebody outside may be using both halves, so that the finding is none. In one file alone
 * the other half may be in another. */
int wrapper_excuses(const struct program *, struct wrapper_wait);

void wrapper_forget(struct program *);

#endif
