/* Where the rest of custody lies. The same from a build folder and from an installed one: the
 * plugin and the runtime in ../lib of the running executable, the headers in ../include. */
#ifndef CUSTODY_INSTALL_H
#define CUSTODY_INSTALL_H

#include <stddef.h>

/** Writes the path of `name`, such as "lib/custody.so". Returns 0 where it is too long or the
 * executable cannot be found. */
int install_path(char *path, size_t size, const char *name);

#endif
