/* Functions whose body needs one walk only. */
#ifndef CUSTODY_PASS_H
#define CUSTODY_PASS_H

#include "body.h"

/** Whether the function does nothing to locks and rules, and what it calls leaves them alone, so
 * far as that has been looked at. */
int function_is_plain(const struct program *, const struct function *);

/** Walks the body once: passes on what its callees need, and summarises it. */
void body_pass(struct body *);

#endif
