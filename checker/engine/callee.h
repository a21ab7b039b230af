/* What callee.c, by_type.c and called_parameter.c share. */
#ifndef CUSTODY_CALLEE_H
#define CUSTODY_CALLEE_H

#include "program.h"

typedef void visit_call(struct program *, const struct function *, const struct facts_event *,
                        struct callees *, void *data);

/** Every call of every body, in the order of the bodies. */
void program_each_call(struct program *, visit_call *visit, void *data);
/** Those of one defined function. */
void program_each_call_of(struct program *, const struct function *, visit_call *visit, void *data);

/** Gives calls that are not resolved the functions of their type that nothing else calls. */
void program_match_by_type(struct program *);

/** Finds out which parameters each function calls. */
void program_find_called_parameters(struct program *);

#endif
