/* The sentences of findings and their notes. */
#ifndef CUSTODY_WORDING_H
#define CUSTODY_WORDING_H

#include "need.h"
#include "report.h"

struct notes {
  struct finding_note *row;
  uint32_t count, capacity;
};

void notes_add(struct notes *, struct place place, const char *text);

const char *wording_of_need(struct program *, const struct need *, uint32_t context,
                            struct custody_verdict);
const char *wording_of_role(struct program *, uint32_t callee, uint32_t context);

const char *wording_of_blocking(struct program *, uint32_t callee, uint32_t context);
const char *wording_of_signal(struct program *, const struct signal_step *, uint32_t at,
                              uint32_t callee, enum signal_fault);

/** Where it is said that the roles must not block, and that the callee does. */
void notes_of_blocking(struct program *, struct notes *, uint32_t callee, uint64_t roles);
/** Where the rule is written. */
void notes_of_rule(struct program *, struct notes *, const struct need *);
/** How the context comes to the place, call by call from the thread's start. */
void notes_of_chain(struct program *, struct notes *, const struct need *, uint32_t context);
void notes_of_arrival(struct program *, struct notes *, uint32_t function, uint32_t context);
/** How a signal handler comes there. */
void notes_of_signal(struct program *, struct notes *, const struct signal_step *, uint32_t at);
/** Which locks are held on the way, and where each was taken. */
void notes_of_locks(struct program *, struct notes *, const struct need *, struct custody_verdict);
/** The small edit that would mend it, where there is one. */
void notes_of_advice(struct program *, struct notes *, const struct need *, struct custody_verdict);

#endif
