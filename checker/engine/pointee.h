/* What pointers with a PT_ rule point to (pointee.c). */
#ifndef CUSTODY_POINTEE_H
#define CUSTODY_POINTEE_H

#include "body.h"

/** Storage is touched: judges it by the rule of the pointer that leads there, or asks the callers,
 * whose pointer it may be. */
void body_touch_pointee(struct body *, struct states *, const struct facts_event *, uint32_t path);

/** What a pointer that walks over elements was set to lead to, for an evaluated path through it; any
 * other path as it is. (walked.c) */
uint32_t body_walked_path(struct body *, const struct state *, uint32_t path);

/** What a callee touches of what it is given: judges it, or asks the callers in turn. */
void body_touch_below(struct body *, struct states *, const struct facts_event *,
                      const struct need *below, uint64_t contexts);

#endif
