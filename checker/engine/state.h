/* What is known at a point of a function: held locks, values of variables, conditions that were
 * tested, objects that other threads can reach. A point has a handful of states (flow.h), one for
 * each set of held locks that can reach it, so that `if (locked) unlock()` is exact.
 *
 * Paths and values in a state are evaluated: local variables are replaced by what they hold, and
 * parameters stand for what the caller passed. All memory is the function's scratch arena. */
#ifndef CUSTODY_STATE_H
#define CUSTODY_STATE_H

#include "program.h"

/** Signs a number can have; a pointer that is not null is negative or positive. */
enum sign { SIGN_NEGATIVE = 1, SIGN_ZERO = 2, SIGN_POSITIVE = 4, SIGN_ANY = 7 };

enum held_flag {
  HELD_MAYBE = 1,   /**< on some ways only: neither proof nor finding */
  HELD_ASSUMED = 2, /**< since the caller must hold it (REQUIRES) */
  HELD_DEBT = 4,    /**< not held: given back here, so the caller must have held it */
  HELD_DOUBT = 8,   /**< another file's function may have given it back: no proof */
  HELD_MANY = 16    /**< some elements of an array of locks, taken in a loop */
};

struct held {
  uint32_t lock;      /**< path */
  uint8_t mode;       /**< enum custody_hold; for HELD_DEBT what was given back */
  uint8_t flags;      /**< enum held_flag */
  uint8_t depth;      /**< how often it was taken again, recursively */
  uint8_t signs;      /**< held only where `condition` has one of these signs; 0: always */
  uint32_t condition; /**< value */
  struct place place; /**< where it was taken */
};

struct binding {
  uint32_t path, value;
};
struct known_sign {
  uint32_t value;
  uint8_t signs;
  uint8_t exact;
  int64_t number;
};

enum hand_flag {
  HAND_TAKEN = 1,    /**< held by this thread since it was taken; else: given away */
  HAND_EXTRA = 2,    /**< with HAND_TAKEN: held once more, as a reference count does */
  HAND_MAYBE = 4,    /**< on some ways only: no finding */
  HAND_STARTED = 8,  /**< given to a new thread, which only PINNED data minds */
  HAND_UNSTEADY = 16 /**< named by what memory held, which others may change (handover.c) */
};

/** An object that changed hands. */
struct hand {
  uint32_t object; /**< path */
  uint32_t callee; /**< who got it */
  uint8_t flags;   /**< enum hand_flag */
  struct place place;
};

/** Set in an entry of `published` that may or may not have happened (publish.c). */
#define PUBLISHED_PERHAPS 0x80000000u
/** Set in an entry that another file's function got, which may have taken locks in it; without an
 * object, the program's locks (unseen.c). */
#define PUBLISHED_UNSEEN 0x40000000u
#define PUBLISHED_FLAGS (PUBLISHED_PERHAPS | PUBLISHED_UNSEEN)

struct state {
  struct held *held;
  struct binding *bindings;     /**< sorted by path */
  struct known_sign *signs;     /**< sorted by value */
  uint32_t *published;          /**< object paths */
  struct hand *hands;           /**< sorted by object */
  uint16_t held_count, held_capacity;
  uint16_t binding_count, binding_capacity;
  uint16_t sign_count, sign_capacity;
  uint16_t published_count, published_capacity;
  uint16_t hand_count, hand_capacity;
};

/** Makes room for one more item in one of the arrays of a state. */
void *state_grow(struct arena *arena, void *items, uint16_t count, uint16_t *capacity, size_t size);

struct state *state_copy(struct arena *arena, const struct state *from);

/* -- held locks */
struct held *state_find_held(struct state *state, uint32_t lock, unsigned flags);
struct held *state_add_held(struct arena *arena, struct state *state, const struct held *held);
void state_remove_held(struct state *state, struct held *held);
int state_same_locks(const struct state *a, const struct state *b);

/* -- variables */
uint32_t state_binding(const struct state *state, uint32_t path); /**< or FACTS_NONE */
void state_bind(struct arena *arena, struct state *state, uint32_t path, uint32_t value);

/* -- conditions */
struct known_sign *state_sign(struct state *state, uint32_t value);
/** Narrows what is known; 0 when that leaves nothing: the state cannot be. */
int state_narrow(struct arena *arena, struct state *state, uint32_t value, uint8_t signs);
/** The signs that `value` can have. */
uint8_t state_signs(struct program *, struct state *state, uint32_t value);

/* -- publication */
int state_is_published(const struct state *state, uint32_t object);
void state_publish(struct arena *arena, struct state *state, uint32_t object);

/* -- objects that changed hands (hand.c) */
struct hand *state_find_hand(const struct state *state, uint32_t object, unsigned flags);
void state_add_hand(struct arena *arena, struct state *state, const struct hand *hand);
void state_remove_hand(struct state *state, struct hand *hand);
/** Forgets the hands whose object mentions a node. */
void state_forget_hands(const struct program *p, struct state *state, uint32_t part);
/** Forgets those of variables as ways met at a block: now they meet there again. */
void state_forget_met_hands(const struct program *p, struct state *state, uint32_t block);
/** Forgets those of all `flags`. */
void state_forget_hands_of(struct state *state, unsigned flags);
void state_rename_hands(struct program *p, struct state *state, uint32_t from, uint32_t to);
/** The same objects were given away. */
int state_same_hands(const struct state *a, const struct state *b);
/** Makes of `to` what holds on both ways; 1 if that changed it. */
int state_merge_hands(struct arena *arena, struct state *to, const struct state *from);

/** Whether anything in the state speaks of a node. */
int state_mentions(const struct program *p, const struct state *s, uint32_t part);

/** Forgets what is known of values that mention `base` (the result of a call that is made again),
 * and what is stored there; values and locks that mention it become stale ones with the tag. */
void state_forget(struct program *p, struct arena *arena, struct state *state, uint32_t base,
                  uint32_t tag);

/** Replaces a value or path everywhere in the state. */
void state_rename(struct program *p, struct arena *arena, struct state *state, uint32_t from,
                  uint32_t to);

#endif
