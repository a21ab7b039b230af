/* Findings in the making. The analysis tells what it saw; report.c words it, merges what is the
 * same place reached on several ways, and sorts. */
#ifndef CUSTODY_REPORT_H
#define CUSTODY_REPORT_H

#include "need.h"
#include "program.h"

struct notes;
struct hand;

struct reporter *reporter_new(struct program *);
void reporter_free(struct reporter *);

/** An access or call that was found wrong in a context: `need` is what was asked, at the root. */
void report_need(struct program *, const struct need *need, uint32_t context,
                 struct custody_verdict verdict);

/** A call of `callee` in a context that lacks its role. */
void report_role(struct program *, uint32_t caller, uint32_t callee, struct place place,
                 uint32_t context);

/** An object is touched (`done`: "read", "passed to 'f'") after it was given away. */
void report_transfer(struct program *, uint32_t function, uint32_t path, const char *done,
                     struct place place, const struct hand *given);

/** The address of guarded storage leaves its section. */
void report_escape(struct program *, uint32_t function, uint32_t path, const struct rule *rule,
                   struct place place, const char *done);

/** A lock that is still held, or was let go without being held, on a way out of `function`. */
extern const char report_thread_ends[];
void report_leak(struct program *, uint32_t function, uint32_t lock, struct place way_out,
                 struct place taken, const char *where);

/** A lock taken twice, or given back twice, in one function. */
void report_twice(struct program *, uint32_t function, uint32_t lock, struct place place,
                  struct place before, int taken);

/** A role for one thread that two can have. */
void report_two_threads(struct program *, struct place place, const char *role,
                        const char *function, const char *text, struct place other,
                        const char *note);

/** A finding of which all is said already. Takes over the notes. */
void report_worded(struct program *, const struct finding *finding, const struct notes *notes);

/** A call of `callee`, which may block, in contexts with one of these roles. */
void report_blocking(struct program *, uint32_t caller, uint32_t callee, struct place place,
                     uint64_t contexts, uint64_t roles);

/** What is wrong with a function that a signal handler calls. */
enum signal_fault {
  SIGNAL_FINE,
  SIGNAL_UNSAFE, /**< a library's, and not listed as safe */
  SIGNAL_UNSEEN, /**< the program's, but not in the program */
  SIGNAL_JUMP
};

/** How a handler comes to a function: `from` is a step, or FACTS_NONE at the handler itself. */
struct signal_step {
  uint32_t function, from;
  struct place place; /**< of the call; where the handler is installed or marked SIGNAL_SAFE */
};

/** A call in steps[at].function of what is not async-signal-safe. */
void report_signal(struct program *, const struct signal_step *steps, uint32_t at, uint32_t callee,
                   struct place place, enum signal_fault);

/** An annotation finding; `note` may be null. */
void report_annotation(struct program *, struct place place, const char *text, const char *function,
                       struct place note_place, const char *note);

/** Sorts and words everything. */
void reporter_finish(struct program *);

uint32_t reporter_count(const struct reporter *);
const struct finding *reporter_finding(const struct reporter *, uint32_t index);

#endif
