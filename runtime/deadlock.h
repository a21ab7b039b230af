/* Threads that wait for each other for ever: a circle in the graph of who waits for whom (wait.h). It
 * is looked at twice, some time apart, and told only if nobody on it has moved. */
#ifndef CUSTODY_DEADLOCK_H
#define CUSTODY_DEADLOCK_H

#include "text.h"
#include "thread.h"

enum { CUSTODY_DEADLOCK_LONGEST = 16 };

/** The threads, each of which waits for the next, and the last one for the first. */
struct custody_deadlock {
  uint32_t count;
  struct {
    struct custody_thread *thread;
    uint32_t turn;
  } who[CUSTODY_DEADLOCK_LONGEST];
};

/** The calling thread has begun to wait, and is the one that may have closed a circle. */
void custody_deadlock_look(struct custody_thread *self, const void *caller);

/** The other threads of it in words, each with what it waits for, what it holds, and its stack. */
void custody_deadlock_text(struct custody_text *, const struct custody_deadlock *);

#endif
