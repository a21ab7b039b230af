/* The other threads that a report is about: who has the role, who holds the lock, who took locks the
 * other way round, who waits in the same circle. */
#ifndef CUSTODY_OTHERS_H
#define CUSTODY_OTHERS_H

#include "report.h"

enum { CUSTODY_OTHERS = 16 };

struct custody_others {
  uint32_t count;
  const struct custody_thread *thread[CUSTODY_OTHERS]; /**< live ones, each once */
};

void custody_others_of(struct custody_others *, const struct custody_account *);

#endif
