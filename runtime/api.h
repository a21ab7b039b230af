/* What the files share that the macros of <custody/runtime.h> call. */
#ifndef CUSTODY_API_H
#define CUSTODY_API_H

#include "report.h"
#include "thread.h"
#include <custody/runtime.h>

/** A use that failed. Its text says what was asked: "failed custody_assert_held(&lock)". Of the facts,
 * finding, asks, roles, other_thread, given_at and caller are told. */
void custody_api_fail(struct custody_thread *, struct custody_rt_call *,
                      const struct custody_report *facts);

/** The index of the role that the use names, kept there. */
uint32_t custody_api_role(const char *role, uint32_t pool, struct custody_rt_call *);

#endif
