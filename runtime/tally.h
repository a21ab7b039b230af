/* How often what was reported: a row for each key (report_key.h). Only the first report of a key is
 * printed; which suppression takes a key's reports is found out once, when the key is new. */
#ifndef CUSTODY_TALLY_H
#define CUSTODY_TALLY_H

#include "text.h"
#include <custody/judge.h>
#include <stdatomic.h>

enum { CUSTODY_TALLY_SIZE = 4096 };

struct custody_tally_key {
  _Atomic uint64_t hash; /**< of the text, or 0: the row is free */
  _Atomic(const char *) text;
  _Atomic(const struct custody_rt_place *) place; /**< of its first report */
  atomic_uint finding;
  atomic_uint suppression; /**< number of the line that takes it, plus 1; or 0 */
  atomic_uint count; /**< of reports that no suppression took */
  atomic_uint is_told;
};

/** The row that a descriptor remembers in the low 13 bits of its state, so that a fault in a loop
 * costs no search; null where it remembers none of this finding. `state` may be null. */
struct custody_tally_key *custody_tally_remembered(enum custody_finding finding,
                                                   const uint32_t *state);

/** The row of a key (with the option report_places, of a key and a place), made now if it is new; null when the table is full. The descriptor remembers it
 * from now on. */
struct custody_tally_key *custody_tally_find(const char *key, enum custody_finding finding,
                                             const struct custody_rt_place *place, uint32_t *state);

/** Counts one report. Returns whether it is the key's first ever. A null key: the table is full. */
int custody_tally_count(struct custody_tally_key *);

/** All reports so far, and how many keys they have. */
uint64_t custody_tally_reports(void);
uint64_t custody_tally_keys(void);
/** In the child of fork: its own count begins at 0; what the parent printed isn't printed again. */
void custody_tally_restart(void);

/** Calls `line` for each key that was counted since. */
void custody_tally_each(void (*line)(const struct custody_tally_key *));

#endif
