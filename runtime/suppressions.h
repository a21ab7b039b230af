/* Which reports are known and wanted to be silent. Read once, before main() and before any thread;
 * only the counts change afterwards. suppressions_read.h says what the file holds. `custody check` reads
 * the same file, by this code. */
#ifndef CUSTODY_SUPPRESSIONS_H
#define CUSTODY_SUPPRESSIONS_H

#include "suppressions_read.h"

/** Reads the file, as of `today` (year * 10000 + month * 100 + day). Returns 1; or 0 and a message
 * for the user. */
int custody_suppressions_load(const char *path, uint32_t today, struct custody_text *message);

/** Today's date so, in UTC. */
uint32_t custody_suppressions_today(void);

/** The number of the first line that takes this key and has not expired, plus 1; or 0. */
uint32_t custody_suppressions_match(const char *key);

/** Counts one report for a match. Returns whether it stays silent. */
int custody_suppressions_take(uint32_t match);

/** Of what is said at the end about a line. */
enum custody_suppression_state {
  CUSTODY_SUPPRESSION_USED,
  CUSTODY_SUPPRESSION_UNUSED,
  CUSTODY_SUPPRESSION_EXPIRED,
  CUSTODY_SUPPRESSION_EXCEEDED
};

/** In that order. */
extern const char *const custody_suppression_states[];

/** The last day of a suppression, as YYYY-MM-DD. */
void custody_suppression_date(struct custody_text *, uint32_t date);

/** "custody: FILE:3: unused suppression KEY: it took nothing (REASON)". */
void custody_suppression_text(struct custody_text *, const char *file,
                              const struct custody_suppression *, enum custody_suppression_state,
                              uint32_t count);

typedef void custody_suppression_line(const struct custody_suppression *,
                                      enum custody_suppression_state, uint32_t count);

/** Calls `line` for each line of the file. A child of fork does not know what its parent's are for:
 * there, only those that were used or exceeded. */
void custody_suppressions_each(custody_suppression_line *line);

/** In the child of fork. */
void custody_suppressions_restart(void);

#endif
