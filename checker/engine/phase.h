/* Before the first thread is started, nothing can race. phase.c finds out where that ends. */
#ifndef CUSTODY_PHASE_H
#define CUSTODY_PHASE_H

#include <stdint.h>

struct program;

/** Sets of threads are bits, one for each place that a handle is kept in; this one stands for all
 * that cannot be followed. */
#define THREADS_UNKNOWN ((uint64_t)1 << 63)

/** Stands for the roles of threads of which no role is known. */
#define ROLES_UNKNOWN ((uint64_t)1 << 63)

/** Fills in may_start, started, begun, joined and handles of every function. */
void program_find_phases(struct program *);

#endif
