/* Which part of a body runs where some parameters are known numbers: f(sock, 0). */
#ifndef CUSTODY_NUMBERS_H
#define CUSTODY_NUMBERS_H

#include "program.h"

enum { NUMBERS = 8 };

/** Of a function's first parameters. */
struct numbers {
  uint8_t known; /**< a bit for each parameter */
  int64_t value[NUMBERS];
};

/** What a call passes, in a body whose own parameters are `own`. */
struct numbers numbers_passed(const struct program *, const struct function *,
                              const struct numbers *own, const struct facts_event *call);

/** Forgets what is not the same in both; says whether anything was forgotten. */
int numbers_join(struct numbers *, const struct numbers *other);

/** For each block of the body, whether control can come there. The caller frees it. */
uint8_t *numbers_reach(const struct program *, const struct function *, const struct numbers *);

#endif
