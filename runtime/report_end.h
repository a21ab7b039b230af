/* The lines that the end of a process says, in text and in JSON (report_end.c, report_end_json.c). */
#ifndef CUSTODY_REPORT_END_H
#define CUSTODY_REPORT_END_H

#include "suppressions.h"
#include "tally.h"

void custody_end_json_count(struct custody_text *, uint64_t reports, uint64_t keys);
void custody_end_json_key(struct custody_text *, const struct custody_tally_key *);
void custody_end_json_suppression(struct custody_text *, const struct custody_suppression *,
                                  enum custody_suppression_state, uint32_t count);

#endif
