/* Reads the files that a verb was given, and tells the user what is wrong with them. */
#ifndef CUSTODY_LOAD_H
#define CUSTODY_LOAD_H

#include "object.h"

/** Reads every file. Returns 0, after a message on standard error for each file that cannot be
 * used, if there was one: a check of what is left would say "clean" of what it has not seen. */
int load_all(struct object_list *list, int count, char **paths);

#endif
