/* The keys of findings, as the debug runtime gives them to its reports (runtime/report_key.h): the same
 * fault has one key, whoever finds it. */
#ifndef CUSTODY_FINDING_KEY_H
#define CUSTODY_FINDING_KEY_H

#include "need.h"
#include "program.h"

/** "lock:server.users@handle". */
const char *key_of(struct program *, enum custody_finding group, const char *what,
                   const char *function);

/** What a lock or datum at this path is called whoever has it: "server.lock", a variable's name; where
 * it has no such name, `otherwise`. */
const char *key_class(struct program *, uint32_t path, const char *otherwise);

/** Of a need that was not met. */
const char *key_of_need(struct program *, const struct origin *, enum custody_finding group);

/** Of a call that lacks the callee's role. */
const char *key_of_role(struct program *, uint32_t caller, uint32_t callee);

/** Of locks taken in this order (`is_circle`: and in the one that closes the circle). */
const char *key_of_order(struct program *, const uint32_t *locks, uint32_t count, int is_circle);

#endif
