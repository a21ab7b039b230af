/* Roles that must not block. */
#ifndef CUSTODY_BLOCKING_H
#define CUSTODY_BLOCKING_H

struct program;

/** Reports calls of what may block on a NONBLOCKING_ROLE. */
void program_check_blocking(struct program *);

#endif
