/* The analysis of one function: what flow.c, event.c, call.c and leave.c share. */
#ifndef CUSTODY_BODY_H
#define CUSTODY_BODY_H

#include "context.h"
#include "need.h"
#include "need_set.h"
#include "state.h"
#include "summary.h"
#include "unproved.h"

enum {
  MAX_STATES = 8,
  MAX_VISITS = 64,
  MAX_NEEDS = 512,
  MAX_TOLD = 8,
  MAX_ENDED = 16,
  MAX_SCRATCH = 128 << 20
};

/** States at one point; more than MAX_STATES are merged where blocks meet. */
struct states {
  struct state **list;
  uint32_t count, capacity;
};

struct block {
  struct state *in[MAX_STATES];
  uint8_t count, dirty, visits;
  uint8_t is_head;       /**< of a loop */
  uint8_t in_loop;
  uint8_t asked;         /**< bits of those that it tests, or what comes after it */
  uint32_t event_number; /**< of its first event, in the function */
  uint32_t call_number;
  uint32_t *changing;    /**< is_head: variables that the loop changes */
  uint64_t locked;       /**< of the first 64 of them: a lock is taken or given back through it */
  uint32_t changing_count;
};

enum { MAX_CONSTANTS = 16, MAX_TELLING = 4, MAX_ASKED = 8, MAX_MET = 64 };

struct body {
  struct program *p;
  uint32_t function;
  struct function *f;
  const struct facts_unit *unit;
  struct arena scratch;
  struct block *blocks;
  struct live *live;    /**< null: every variable counts as live */
  uint8_t *fresh;       /**< for each temp: as summary.returns_fresh, of its call */
  uint8_t *returned;    /**< for each local: the result comes from it (returned.c); or null */
  uint8_t *tested;      /**< for each temp: something looks at the result */
  int64_t constants[MAX_CONSTANTS]; /**< that tests and switches compare with */
  uint32_t constant_count;
  uint32_t telling[MAX_TELLING]; /**< variables in which a call leaves whether it holds a lock */
  uint32_t telling_count;
  uint32_t asked[MAX_ASKED]; /**< conditions that the function tests more than once */
  uint32_t asked_count;
  uint32_t met[MAX_MET]; /**< variables where ways meet */
  uint32_t met_count;
  uint64_t
      met_is_own; /**< of each of them: all that it can point to is known to this function alone */
  struct summary *summary;
  struct need_set kept; /**< the summary's needs */
  uint8_t reporting; /**< the last walk: judge what is seen */
  uint8_t final; /**< and tell it */
  uint8_t gave_up;
  /* the event being looked at */
  uint32_t block, event; /**< its number in the function */
  uint64_t contexts; /**< in which it runs */
  struct place place;
  uint32_t filled_by; /**< tag of the call that this event follows, with nothing between but what
                         the call may have written; or 0 */
  uint32_t tag; /**< a number of its own, for values that it makes unknown */
  struct exits *exits;
  struct walkers *walkers; /**< walked.c's, when it was asked */
  uint32_t told[MAX_TOLD]; /**< locks that were reported as taken twice */
  uint32_t told_count;
  uint32_t ended[MAX_ENDED]; /**< locks that it gives back somewhere */
  uint32_t ended_count;
  uint32_t taken[MAX_ENDED]; /**< locks that it takes somewhere and its callers cannot name */
  uint32_t taken_count;
};

/* loop.c */
void body_find_loops(struct body *);

/* live.c */
void body_find_live(struct body *);
/** Whether what is stored at a path can be read at the start of a block or later. */
int body_is_live(const struct body *, uint32_t block, uint32_t path);
/** Drops what nothing from the start of the block on can read. */
void body_forget_dead(struct body *, struct state *, uint32_t block);

/* asked.c */
void body_find_asked(struct body *);
/** Whether two states do not contradict each other in these of the conditions. */
int body_asked_alike(struct body *, uint8_t asked, struct state *, struct state *);

/* flow.c */
void body_analyse(struct program *, uint32_t function, int final);

/* event.c */
void body_event(struct body *, struct states *, const struct facts_event *);
void body_add_state(struct body *, struct states *, struct state *);

/* access.c */
/** The innermost part of a path that has a rule, or 0, and that rule. */
uint32_t body_ruled_part(const struct program *, uint32_t path);
const struct rule *body_rule_of(const struct program *, uint32_t path);
/** What the rule's guard is for the storage at a path. */
uint32_t body_guard_path(struct body *, const struct state *, uint32_t guard, uint32_t path);
void body_access(struct body *, struct states *, const struct facts_event *);
enum custody_access body_access_of(unsigned bits);
/** The need's rule's locks for the object that they are named from, and how they are held. */
void body_fill_guards(struct body *, const struct state *, struct need *, uint32_t container);
/** Whether the object that a path lies in is still known to this function alone: 1 yes, 0 no,
 * -1 perhaps. */
int body_is_building(struct body *, const struct state *, uint32_t object);
/** The storage at a path is PINNED. */
int body_is_pinned(const struct program *, uint32_t path);
/** A caller could still be building the object. */
int body_may_build(struct body *, const struct state *, uint32_t object);

/* returned.c */
void body_find_returned(struct body *);
/** Whether the path, as it is written, is of what a function that is said to allocate returns. */
int body_is_to_be_returned(const struct body *, uint32_t path);

/* met.c */
/** A variable holds `value` on one of the ways that meet, and `met` from there on. */
void body_note_met(struct body *, struct state *, uint32_t path, uint32_t met, uint32_t value);
int body_is_own_met(const struct body *, uint32_t phi);

/* call.c */
void body_call(struct body *, struct states *, const struct facts_event *, const struct callees *);
const uint32_t *body_arguments(struct body *, const struct state *, const struct facts_event *);

/* lock.c */
/** Whether a lock's path says exactly which lock it is. */
int body_is_exact_lock(const struct program *, uint32_t lock);
void body_acquire(struct body *, struct state *, struct held lock, int is_try);
void body_release(struct body *, struct state *, uint32_t lock, enum custody_hold mode);
/** The function takes this very lock somewhere, and only it can say which one it is. */
int body_is_own_lock(const struct body *, uint32_t lock);
/** Gives back elements of an array of locks that were taken in a loop. */
void body_release_many(struct body *, struct state *, uint32_t lock, enum custody_hold mode);
/** The lock is held here, whoever took it. */
void body_assert(struct body *, struct state *, uint32_t lock, uint8_t mode);
/** Gives back what was perhaps taken; a lock that is surely held is perhaps held then. */
void body_release_perhaps(struct body *, struct state *, uint32_t lock, uint8_t mode);
/** The lock, if it is held, is perhaps held from here on. */
void body_doubt_held(struct body *, struct state *, uint32_t lock);

/* open.c */
struct origin *body_origin(struct body *, enum need_kind, const char *subject);
/** Judges a need at this event, in all states. fill() sets the need's paths for one state and
 * returns 1, or 0 where the state satisfies it, or -1 where that is not known. */
typedef int fill_need(struct body *, struct state *, struct need *, const void *data);
void body_need(struct body *, struct states *, const struct need *shape, fill_need *fill,
               const void *data);

/* unproved.c */
/** Notes why the access that the need comes from is not proved, unless an earlier doubt is known. */
void body_doubt(struct body *, const struct need *, enum doubt_kind);

/* publish.c */
void body_publish_value(struct body *, struct state *, uint32_t value, int surely);
void body_publish_object(struct body *, struct state *, uint32_t object, int surely);
void body_store(struct body *, struct state *, uint32_t path, uint32_t value);

/* outside.c */
/** Adds to the summary what code that is not seen may have got. */
void body_note_unseen(struct body *, const struct state *);
/** What a path is called in the callers' terms, or FACTS_NONE. */
int body_is_outer(const struct body *, uint32_t path);

/* leave.c */
void body_leave(struct body *, struct states *, uint32_t value, struct place place);
void body_summarise(struct body *);
/** main() and thread functions have no caller who could hold a lock or give it back. */
int body_is_thread(const struct body *);

#endif
