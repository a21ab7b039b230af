/* Where the variables of the program and its libraries lie: memory that is never anything else. The
 * caller has a lock. */
#ifndef CUSTODY_VARIABLES_H
#define CUSTODY_VARIABLES_H

#include <stdint.h>

/** Whether a variable is there, as far as it is known from the last look: not for libraries that were
 * loaded since. */
int custody_variables_have(uintptr_t address);
/** The same, with a look. It waits for no constructor of a library that is being loaded. */
int custody_variables_look(uintptr_t address);

#endif
