/* Bringing a state to a block. */
#ifndef CUSTODY_MERGE_H
#define CUSTODY_MERGE_H

#include "body.h"

/** Merges the state into those at the start of the block, whose it becomes, and marks the block
 * dirty where that was news. */
void body_merge(struct body *, uint32_t block, struct state *);

#endif
