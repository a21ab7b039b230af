/* What must be true of the values that a function is passed, or returns, for something in it to
 * happen: its callers know more of them. */
#ifndef CUSTODY_PREMISE_H
#define CUSTODY_PREMISE_H

#include <stdint.h>

struct body;
struct facts_event;
struct need;
struct program;
struct state;

enum { MAX_PREMISES = 4 };

struct premise {
  uint32_t value; /**< over parameters, what they lead to, global storage and the result */
  uint8_t signs;  /**< enum sign: that it has */
  uint8_t after;  /**< the value is what the call left in `*parameter` */
  uint8_t decides; /**< a number: callers choose by it what the function does */
};

/** Whether callers can tell the value: it speaks of nothing of the function's own. */
int premise_is_outer(const struct program *, uint32_t value);

/** Whether it's found in memory, rather than passed or returned. */
int premise_is_of_memory(const struct program *, uint32_t value);

/** Whether it's a setting: memory that no lock guards, or a bit of it. */
int premise_is_setting(const struct program *, uint32_t value);

/** Adds a premise, or does nothing where there is one for that value or no room. Returns whether
 * there is one now. */
int premise_add(struct premise *list, uint8_t *count, struct premise);

/** Makes of `to` what holds on both. */
void premise_merge(struct premise *to, uint8_t *count, const struct premise *from, uint8_t more);

/** Whether a callee's premise can be true in this state of its caller; narrows the state to it. */
int body_premise_can_be(struct body *, struct state *, const struct facts_event *,
                        const struct premise *);

/** The premises of a callee's need in its caller's terms, with what the caller knows itself; 0 where
 * they cannot be true in this state. */
int body_raise_premises(struct body *, struct state *, const struct facts_event *, struct need *);

/** Notes what is known here of what the caller passed. */
void body_note_premises(struct body *, const struct state *, struct need *);

/** Whether callers choose, by a number that they pass, that the need arises. */
int premise_decides(const struct need *);

#endif
