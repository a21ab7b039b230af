/* Patterns: `*` stands for any characters, `?` for one, every other character for itself. */
#ifndef CUSTODY_GLOB_H
#define CUSTODY_GLOB_H

#include <stddef.h>

/** Whether the pattern, of this length, stands for the whole text. */
int custody_glob_matches(const char *pattern, size_t length, const char *text);

#endif
