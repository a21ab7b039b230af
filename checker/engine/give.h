/* Objects that change hands: what give.c does at calls and touches. */
#ifndef CUSTODY_GIVE_H
#define CUSTODY_GIVE_H

#include "body.h"

/** A touch: `done` ("read", "freed") is done to the storage at an evaluated path. */
struct touch {
  uint32_t path;
  uint32_t written; /**< the path or value as it stands in the source */
  const char *done;
  uint8_t is_pinned;
};

/** Reports the touch where its object was given away. */
void body_touch(struct body *, struct state *, const struct touch *);

/** The arguments are passed on to the callees. */
void body_touch_arguments(struct body *, struct states *, const struct facts_event *,
                          const struct callees *);

/** An atomic read-modify-write of a member: a reference is counted. */
void body_count_reference(struct body *, struct state *, uint32_t path);

/** What the callee's annotations say; splits states where that depends on the result. */
void body_hand_over(struct body *, struct states *, const struct facts_event *,
                    const struct function *callee);

/** What the callee's body was seen to give away in an outcome. */
void body_hand_over_outcome(struct body *, struct state *, const struct facts_event *,
                            const struct function *callee, const struct outcome *);

struct known;

/** A new thread gets an object; the PINNED data that it touches in it is its own then. */
void body_hand_to_thread(struct body *, struct states *, const struct facts_event *,
                         const struct known *start);

/** A thread was joined: what it got is back. */
void body_take_back(struct state *);

/** A value leads to an object whose PINNED data is touched. */
void body_pin(struct body *, uint32_t value);

/** Whether this thread surely holds the object: it took it. */
int body_has_taken(const struct body *, const struct state *, uint32_t object);

/** The result of the call was tested, or its memory: what names objects by memory is void. */
void body_forget_tested_hands(struct body *, struct state *, uint32_t value);

/** Whether a condition of a contract can be true (or false) after the call; narrows the state. */
int body_assume_condition(struct body *, struct state *, const struct facts_event *,
                          uint32_t condition, int truth);

#endif
