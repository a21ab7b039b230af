/* Which other thread holds a lock now, for a report: who should not have been alone with the data is
 * often the one that does. Others go on while they are looked at; what has just changed is told as it
 * was. */
#ifndef CUSTODY_HOLDER_H
#define CUSTODY_HOLDER_H

#include "thread.h"

struct custody_holder {
  const struct custody_thread *thread; /**< null: nobody */
  enum custody_hold mode;
  const struct custody_rt_place *place; /**< where it was taken */
  uint32_t stack; /**< there, in stack_kept.h; or 0 */
};

/** The first other thread that holds the lock, which may be null. */
struct custody_holder custody_holder_of(const void *lock, const struct custody_thread *self);

#endif
