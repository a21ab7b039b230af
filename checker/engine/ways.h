/* What leave.c and ways.c share: the ways out of a function. */
#ifndef CUSTODY_WAYS_H
#define CUSTODY_WAYS_H

#include "body.h"

struct way_out {
  struct state *state;
  uint32_t value;
  struct place place;
  struct held *held; /* in the callers' terms, sorted by lock */
  uint32_t held_count;
  struct hand *hands; /* given away, in the callers' terms, sorted by object */
  uint32_t hand_count;
  uint32_t group;
};

struct exits {
  FACTS_TABLE(struct way_out *, ways);
};

/** A path in terms that callers understand, or FACTS_NONE; `value` is what is returned (leave.c). */
uint32_t body_outer_path(struct body *, uint32_t path, uint32_t value);

/** Notes what was given away on this way that callers can name. */
void body_collect_hands(struct body *, struct way_out *);

/** Numbers the ways by what they do to locks and objects; gives the number of groups. */
uint32_t body_group_ways(struct body *);

/** What a function returns, in terms of its callers. */
uint32_t body_result_value(struct program *);

/** Finds a value over the parameters, one left in `*parameter`, or a number that is returned, by
 * which callers can tell two groups apart, and notes it in their outcomes; 0 where there is none. */
int body_tell_apart(struct body *, uint32_t one, uint32_t other);

/** Reports a lock that a way out leaves held, unless that was told as a lock taken twice (leave.c). */
void body_tell_leak(struct body *, const struct held *, struct place way_out, const char *where);
int body_returns_pointer(const struct body *);

/** Tells of each lock that a group leaves held whether its callers can know of it; reports those of
 * which they cannot (leak.c). */
void body_find_leaks(struct body *, uint32_t group);

/** Notes what is known of the parameters wherever the function returns, of one that may not. */
void body_note_asserted(struct body *);

/** What this group gives away and callers cannot tell from others is perhaps given away. */
void body_doubt_hands(struct body *, uint32_t group);

#endif
