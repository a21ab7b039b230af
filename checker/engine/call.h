/* What call.c and ask.c share. */
#ifndef CUSTODY_CALL_H
#define CUSTODY_CALL_H

#include "body.h"

uint32_t body_result(struct body *, const struct facts_event *);
uint32_t body_lock_argument(struct body *, const struct state *, const struct facts_event *,
                            uint32_t index);

/** A call of a function that is not in the program (unseen.c); `callee` may be null. */
void body_call_unseen(struct body *, struct states *, const struct facts_event *,
                      const struct function *callee);

/** Judges what the callees ask of this place (ask.c). */
void body_call_needs(struct body *, struct states *, const struct facts_event *,
                     const struct callees *);

/** A pointer is kept in an object: private with it, or published (publish.c). */
void body_keep(struct body *, struct state *, uint32_t into, uint32_t value);

/** Merges states that became alike; at most a few stay (merge.c). */
void body_join(struct body *, struct states *);

#endif
