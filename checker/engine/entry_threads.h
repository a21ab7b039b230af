/* Threads that may still run when a function is entered from main(). */
#ifndef CUSTODY_ENTRY_THREADS_H
#define CUSTODY_ENTRY_THREADS_H

#include "program.h"

/** Says of each function with joins in it which threads run where main(), or what it calls, enters
 * it; needs the phases. */
void program_find_entry_threads(struct program *);

/** Whether all threads have ended by that event of a function that main(), or what it calls, has
 * entered: those that ran before, and those that it has started itself. */
int function_has_joined_all(const struct function *, uint32_t event);

#endif
