/* What an access is judged by that is not in the rule table, for those who judge one. */
#ifndef CUSTODY_CHECK_H
#define CUSTODY_CHECK_H

#include "thread.h"
#include <custody/judge.h>

/** Refused by the table; but no data rule binds what nobody else can be touching. `role`: the rule's, by
 * its index; or 0. */
int custody_check_excused(struct custody_thread *self, const void *object, uint32_t role,
                          enum custody_need need);

#endif
