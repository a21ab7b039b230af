/* How often what was reported: one key for each pair of a descriptor (a site, a contract, a call)
 * and a finding. Only the first report of a key is printed. */
#ifndef CUSTODY_TALLY_H
#define CUSTODY_TALLY_H

#include "text.h"
#include <custody/judge.h>

enum { CUSTODY_TALLY_SIZE = 4096 };

enum custody_tally { CUSTODY_TALLY_FIRST, CUSTODY_TALLY_AGAIN, CUSTODY_TALLY_FULL };

/** Counts one report. `state` is the descriptor's own field, whose low 13 bits remember the key, or
 * null. */
enum custody_tally custody_tally_count(const void *descriptor, enum custody_finding finding,
                                       const struct custody_rt_place *place, uint32_t *state);

/** All reports so far, and how many keys they have. */
uint64_t custody_tally_reports(void);
uint64_t custody_tally_places(void);
/** In the child of fork: its own count begins at 0; what the parent printed isn't printed again. */
void custody_tally_restart(void);

/** Calls `line` for each key that was counted since, with its finding, place and count. */
void custody_tally_each(void (*line)(enum custody_finding, const struct custody_rt_place *,
                                     uint32_t count));

#endif
