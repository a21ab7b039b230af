/* Signal handlers. */
#ifndef CUSTODY_HANDLER_H
#define CUSTODY_HANDLER_H

struct program;

/** Reports calls of what is not async-signal-safe in signal handlers and SIGNAL_SAFE functions. */
void program_check_signals(struct program *);

#endif
