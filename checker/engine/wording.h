/* The sentences of findings and their notes. */
#ifndef CUSTODY_WORDING_H
#define CUSTODY_WORDING_H

#include "need.h"

struct notes {
  struct finding_note *row;
  uint32_t count, capacity;
};

void notes_add(struct notes *, struct place place, const char *text);

const char *wording_of_need(struct program *, const struct need *, uint32_t context,
                            struct custody_verdict);
const char *wording_of_role(struct program *, uint32_t callee, uint32_t context);

/** Where the rule is written. */
void notes_of_rule(struct program *, struct notes *, const struct need *);
/** How the context comes to the place, call by call from the thread's start. */
void notes_of_chain(struct program *, struct notes *, const struct need *, uint32_t context);
void notes_of_arrival(struct program *, struct notes *, uint32_t function, uint32_t context);
/** Which locks are held on the way, and where each was taken. */
void notes_of_locks(struct program *, struct notes *, const struct need *, struct custody_verdict);
/** The small edit that would mend it, where there is one. */
void notes_of_advice(struct program *, struct notes *, const struct need *, struct custody_verdict);

#endif
