/* Results that come through a pointer. */
#ifndef CUSTODY_OUT_H
#define CUSTODY_OUT_H

#include "body.h"

/** Whether the path is `*parameter`. */
int is_out(const struct program *, uint32_t path);

/** A call gets pointers that it may write through. */
void body_forget_out(struct body *, struct state *, const uint32_t *arguments, uint32_t count);

/** Gives each `*parameter` of a callee's condition a value of this call's own. */
void body_fill_out(struct body *, struct state *, const uint32_t *arguments, uint32_t count,
                   uint32_t condition);

/** The same of the variables by which it says which element of an array of locks it has taken. */
void body_fill_index(struct body *, struct state *, const uint32_t *arguments, uint32_t count,
                     uint32_t lock);

/** The path by what the function leaves in a `*parameter`, or FACTS_NONE. */
uint32_t body_by_out(struct body *, const struct state *, uint32_t path);

/** Whether the last call has already said what it left there. */
int body_was_filled(const struct body *, const struct state *, uint32_t path);

#endif
