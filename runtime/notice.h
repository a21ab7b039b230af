/* Messages about the runtime itself, each at most once in a process. */
#ifndef CUSTODY_NOTICE_H
#define CUSTODY_NOTICE_H

enum custody_notice {
#define NOTICE(NAME, text) CUSTODY_NOTICE_##NAME,
#include "notices.def"
  CUSTODY_NOTICE_COUNT
};

/** Says it, if it was not said yet. Async-signal-safe; keeps errno. */
void custody_notice(enum custody_notice) __attribute__((cold, noinline));

#endif
