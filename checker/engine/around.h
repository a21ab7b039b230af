/* The loops around a block, for passes that need few of them. */
#ifndef CUSTODY_AROUND_H
#define CUSTODY_AROUND_H

#include "program.h"

/** For each block of the function, whether it is in the innermost loop around this one; null where that
 * is in none. The caller frees it. */
uint8_t *program_innermost_loop(const struct program *, const struct function *, uint32_t block);

#endif
