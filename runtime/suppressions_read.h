/* The file that the option `suppressions` names: a line for each fault that is known and stays.
 *
 *     # the reader is being replaced, see the ticket
 *     lock:server.users@handle_*   max=10 until=2027-03-01   handle_ping reads a stale count
 *
 * A key as reports print it, where `*` stands for any characters and `?` for one; then why; and,
 * anywhere after the key, the last day on which it holds and how many reports it takes. Blank lines
 * and those that begin with # are passed over. Survives any bytes. */
#ifndef CUSTODY_SUPPRESSIONS_READ_H
#define CUSTODY_SUPPRESSIONS_READ_H

#include "text.h"

enum { CUSTODY_SUPPRESSIONS = 1024 };

struct custody_suppression {
  const char *key, *reason; /**< in the file's text, not ended by a zero byte */
  uint32_t key_length, reason_length;
  uint32_t line;
  uint32_t until; /**< year * 10000 + month * 100 + day, or 0 */
  uint32_t most;  /**< reports that it takes; 0: all */
};

/** Reads the text into at most CUSTODY_SUPPRESSIONS rows and returns their number. Every fault is
 * added to `message`, as "FILE:LINE:COLUMN: error: ..." and what to do. */
uint32_t custody_suppressions_read(struct custody_suppression *rows, const char *file,
                                   const char *text, size_t size, struct custody_text *message);

#endif
