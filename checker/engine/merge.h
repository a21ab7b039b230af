/* Bringing a state to a block. */
#ifndef CUSTODY_MERGE_H
#define CUSTODY_MERGE_H

#include "body.h"

/** Merges `from` into the states at the start of the block, and marks the block dirty where that
 * was news. */
void body_merge(struct body *, uint32_t block, const struct state *from);

#endif
