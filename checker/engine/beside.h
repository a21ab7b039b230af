/* While main() starts the program, some threads run and others do not yet. What none of those that
 * run ever touches, main() may set up without a lock. */
#ifndef CUSTODY_BESIDE_H
#define CUSTODY_BESIDE_H

#include "context.h"

/** Notes for every rule which roles' threads touch what it protects. Needs the contexts. */
void program_find_touched(struct program *);

/** Whether in the context no other thread runs that touches the data of the rule. */
int is_untouched_beside(const struct program *, const struct rule *, const struct context *);

/** Whether in the context all other threads that touch the data of the rule are stopped. */
int is_untouched_while_stopped(const struct program *, const struct rule *, const struct context *);

#endif
