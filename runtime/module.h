/* Which file an address was loaded from. */
#ifndef CUSTODY_MODULE_H
#define CUSTODY_MODULE_H

#include <stdint.h>

struct custody_module {
  const char *path; /**< to open it */
  const char *name; /**< to show */
  uintptr_t bias;   /**< what was added to the file's addresses */
};

/** Returns 0 where it is not known. With the GNU C library from 2.35 on it takes no lock. Its names are
 * good until the next call. */
int custody_module_at(uintptr_t address, struct custody_module *);

#endif
