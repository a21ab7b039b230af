/* Names of locks that hold in the whole program: what a lock is called where no function's
 * variables are known. `server->lock` is `struct server.lock`, some instance's; a variable's own
 * lock keeps its path. */
#ifndef CUSTODY_LOCK_NAME_H
#define CUSTODY_LOCK_NAME_H

#include "program.h"

/** The name of the lock at a path: a node over INSTANCE and GLOBAL, or FACTS_NONE where it has
 * none: a pointer to any lock, or one that this thread alone can have. A name is its own name. */
uint32_t lock_name(struct program *p, uint32_t lock);

/** Whether two names can mean one lock. Different variables, constant indices or fields do not;
 * some instance may be any. */
int lock_names_meet(const struct program *p, uint32_t one, uint32_t other);

/** Whether threads that hold the lock of this name hold one lock. Elements of an array that only
 * the program knows are not; some instance is taken to be one, so that nothing is said. */
int lock_name_is_one(const struct program *p, uint32_t name);

const char *lock_name_text(struct program *p, uint32_t name);

#endif
