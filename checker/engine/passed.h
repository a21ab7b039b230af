/* What annotations say of functions that are passed as arguments: on which role they run, later,
 * and which lock is held then. */
#ifndef CUSTODY_PASSED_H
#define CUSTODY_PASSED_H

#include "program.h"

/** When a function that is passed runs, where that is said. */
enum passed_when {
  PASSED_UNSAID,
  PASSED_NOW,    /**< before the call returns */
  PASSED_LATER,  /**< by whoever runs the loop */
  PASSED_THREAD, /**< on a thread of the library's own */
  PASSED_SIGNAL, /**< as a signal handler */
  PASSED_EXIT,   /**< when the program ends */
  PASSED_ONCE    /**< before the call returns, and before anybody else's call does: it builds */
};

/** Of one parameter of a function. */
struct passed {
  uint32_t parameter;
  uint8_t when;   /**< enum passed_when */
  uint64_t roles; /**< CALLBACK_ON */
  uint32_t locks[MAX_GUARDS]; /**< CALLBACK_WITH: paths over the function's parameters */
  uint32_t lock_count;
  struct passed *next;
};

/** Reads what is said of functions' parameters, and of fields that libraries call through. */
void program_read_parameters(struct program *, uint32_t unit);

/** Says when a function that is passed as argument `index` runs, unless that was said. */
void program_say_passed(struct program *, struct function *, uint32_t index, uint8_t when);

/** Finds parameters that a function hands on to where it is said when they run. */
void program_find_handed_on(struct program *);

/** When a library calls what is stored at the path, or PASSED_UNSAID. */
uint8_t passed_when_stored(const struct program *, uint32_t path);

/** What the word of a policy means: "later". */
uint8_t passed_when_of(const char *word);

/** What is said of what is passed as argument `index`, or null. */
const struct passed *passed_as(const struct function *, uint32_t index);

/** Whether a function passed there runs some other time than the call, or on another role. */
static inline int is_passed_on(const struct passed *passed) {
  return passed && (passed->roles || passed->lock_count || passed->when >= PASSED_LATER);
}

#endif
