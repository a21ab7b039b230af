/* Where the runtime's text goes: standard error, or the file that the option log_path names, or
 * whatever a test gives. Nothing here knows what a report is. */
#ifndef CUSTODY_LOG_H
#define CUSTODY_LOG_H

#include <stddef.h>

/** Takes one whole block of text. May be called in a signal handler. */
typedef void custody_sink(const char *text, size_t size);

/** The sink for all that follows; null: standard error or the file. */
void custody_log_to(custody_sink *);
void custody_log(const char *text, size_t size);

/** In the child of fork: a file of its own. */
void custody_log_after_fork(void);

#endif
