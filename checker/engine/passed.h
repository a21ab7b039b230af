/* What annotations say of functions that are passed as arguments: on which role they run, later,
 * and which lock is held then. */
#ifndef CUSTODY_PASSED_H
#define CUSTODY_PASSED_H

#include "program.h"

/** When a function that is passed runs, where that is said. */
enum passed_when { PASSED_UNSAID, PASSED_NOW, PASSED_LATER, PASSED_THREAD };

/** Of one parameter of a function. */
struct passed {
  uint32_t parameter;
  uint8_t when;   /**< enum passed_when */
  uint64_t roles; /**< CALLBACK_ON */
  uint32_t locks[MAX_GUARDS]; /**< CALLBACK_WITH: paths over the function's parameters */
  uint32_t lock_count;
  struct passed *next;
};

/** Reads what is said of a function's parameters. */
void program_read_parameters(struct program *, uint32_t unit);

/** What is said of what is passed as argument `index`, or null. */
const struct passed *passed_as(const struct function *, uint32_t index);

/** Whether a function passed there runs some other time than the call, or on another role. */
static inline int is_passed_on(const struct passed *passed) {
  return passed && (passed->roles || passed->lock_count || passed->when == PASSED_THREAD ||
                    passed->when == PASSED_LATER);
}

#endif
