/* Loops that join the threads of an array one after the other. */
#ifndef CUSTODY_JOIN_LOOP_H
#define CUSTODY_JOIN_LOOP_H

#include "program.h"

/** For each block of the function, whether it is in the innermost loop around this one; null where that
 * is in none. The caller frees it. */
uint8_t *program_innermost_loop(const struct program *, const struct function *, uint32_t block);

#endif
