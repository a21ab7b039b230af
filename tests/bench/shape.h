/* The shape of a made-up program: how many functions, what each is, and whom it calls. The same
 * numbers give the same program on every machine. generate_facts.c makes facts of it.
 *
 * Functions are numbered from main, 0, downwards: but for planted recursion a call goes from a
 * smaller number to a larger one. A unit is a run of functions, a group a run of units that share
 * a struct, its lock and its thread. */
#ifndef CUSTODY_BENCH_SHAPE_H
#define CUSTODY_BENCH_SHAPE_H

#include <stdint.h>

enum { UNIT_FUNCTIONS = 200, GROUP_UNITS = 10, MOST_CALLS = 40, PLANTED = 10 };

enum kind {
  KIND_MAIN,
  KIND_WORKER, /* where the second thread starts */
  KIND_PLAIN,  /* calls, conditions, variables without a rule */
  KIND_OWNER,  /* touches what its thread owns */
  KIND_LOCKED, /* takes the lock, and calls a helper with it held */
  KIND_HELPER, /* touches guarded data; its caller holds the lock */
  KIND_LEAF    /* computes */
};

enum side { SIDE_MAIN, SIDE_WORKER, SIDE_BOTH };

struct shape {
  uint32_t count;
  uint64_t seed;
  uint32_t *parent;       /* of each function: a caller, so that all are reached; 0 has none */
  uint32_t *first, *next; /* the functions that have this one as parent; 0: the end */
};

/** Exits with a message when memory is out. */
void shape_make(struct shape *, uint32_t count, uint64_t seed);
void shape_free(struct shape *);

static inline uint32_t unit_of(uint32_t function) { return function / UNIT_FUNCTIONS; }
static inline uint32_t group_of(uint32_t function) { return unit_of(function) / GROUP_UNITS; }
enum side side_of_group(uint32_t group);
enum kind shape_kind(uint32_t function);

/** Called from its own unit only. */
int shape_is_static(const struct shape *, uint32_t function);

/** Writes to guarded data without the lock: one finding each, and no others are in the program. */
int shape_is_planted(const struct shape *, uint32_t function);

/** Whom a function calls without a lock held: all that have it as parent but its helpers, and
 * others by a power law, as many as fit. */
uint32_t shape_calls(const struct shape *, uint32_t function, uint32_t calls[MOST_CALLS]);

/** A number that looks random, below `below`, the same for the same arguments. */
uint32_t shape_random(const struct shape *, uint32_t function, uint32_t which, uint32_t below);

#endif
