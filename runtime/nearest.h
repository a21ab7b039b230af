/* The name in a list that somebody most probably meant. */
#ifndef CUSTODY_NEAREST_H
#define CUSTODY_NEAREST_H

#include <stddef.h>

/** Of `count` names (one at least, each shorter than 64 bytes) the one with the fewest single
 * letters to add, take away or change. */
const char *custody_nearest(const char *word, size_t length, const char *const *names, int count);

#endif
