/* Before the first thread is started, nothing can race. phase.c finds out where that ends. */
#ifndef CUSTODY_PHASE_H
#define CUSTODY_PHASE_H

struct program;

/** Fills in may_start and started of every function. */
void program_find_phases(struct program *);

#endif
