/* What is known of the roles at a point: the thread was found to have a role or not to have it,
 * and threads of other roles stand still. */
#ifndef CUSTODY_DUTY_H
#define CUSTODY_DUTY_H

#include <stdint.h>

struct program;

struct duty {
  uint64_t has, lacks; /**< roles: a TESTS_ROLE function said so */
  uint64_t stopped;    /**< roles: between STOPS and RESUMES */
};

/** Fills in the duties of every function that tests roles or stops threads. */
void program_find_duties(struct program *);

#endif
