/* What call.c and ask.c share. */
#ifndef CUSTODY_CALL_H
#define CUSTODY_CALL_H

#include "body.h"

uint32_t body_result(struct body *, const struct facts_event *);
uint32_t body_lock_argument(struct body *, const struct state *, const struct facts_event *,
                            uint32_t index);

/** A callee's path or value in this function's terms, or FACTS_NONE. */
uint32_t body_in_caller(struct body *, const struct state *, const struct facts_event *,
                        uint32_t node);

/** The result is what the callee says it is; `signs` are those that it can have. */
void body_bind_result(struct body *, struct state *, const struct facts_event *, uint32_t value,
                      uint8_t signs);

/** Whether what the function does to locks is said by its annotations (contract.c). */
int has_lock_contract(const struct function *);

/** Does to the locks what the annotations say. */
void body_contract(struct body *, struct states *, const struct facts_event *,
                   const struct function *callee);

/** A call of a function that is not in the program (unseen.c); `callee` may be null. */
void body_call_unseen(struct body *, struct states *, const struct facts_event *,
                      const struct function *callee);

/** The callee gave an object away, or, for 0, called what may do anything to the program's locks. */
void body_object_unseen(struct body *, struct state *, uint32_t object);

/** Judges what the callees ask of this place (ask.c). */
void body_call_needs(struct body *, struct states *, const struct facts_event *,
                     const struct callees *);

/** The contexts that a call here can lead to: those at the call and, where the callee itself starts
 * threads or tests roles, what they become inside. */
uint64_t body_contexts_below(const struct body *, const struct function *callee);

/** A pointer is kept in an object: private with it, or published (publish.c). */
void body_keep(struct body *, struct state *, uint32_t into, uint32_t value);

/** Merges states that became alike; at most a few stay (merge.c). */
void body_join(struct body *, struct states *);

/** Either happened, but which is not known: what they do not both do to a lock is perhaps done.
 * All becomes part of `one`. */
void body_join_either(struct body *, struct states *one, const struct states *other);

#endif
