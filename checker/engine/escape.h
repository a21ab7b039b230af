/* The address of guarded data that leaves its section (escape.c). */
#ifndef CUSTODY_ESCAPE_H
#define CUSTODY_ESCAPE_H

#include "body.h"

/** A value is stored at an evaluated path. */
void body_escape_store(struct body *, struct state *, uint32_t path, uint32_t value);

/** A value is returned. */
void body_escape_return(struct body *, struct state *, uint32_t value, struct place place);

/** The callee keeps the value where others reach it. */
void body_escape_call(struct body *, struct state *, uint32_t value, const struct function *callee);

#endif
