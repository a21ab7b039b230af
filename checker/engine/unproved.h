/* What stood in the way of the proof of an access: the first doubt is noted where it comes up, and put
 * into words for who asks (unproved.c). */
#ifndef CUSTODY_UNPROVED_H
#define CUSTODY_UNPROVED_H

#include "program.h"

enum doubt_kind {
  DOUBT_PERHAPS_HELD, /**< `lock` */
  DOUBT_BUILT, /**< perhaps the object is still being built */
  DOUBT_NO_NAME, /**< the lock or the object cannot be named in `function` */
  DOUBT_CALLERS, /**< who calls `function` is not known */
  DOUBT_TOO_MUCH, /**< `function` has too many open needs */
  DOUBT_ROLE /**< the role that comes to `function` is not known */
};

/** What stood in the way of a proof. */
struct doubt {
  uint8_t kind; /**< enum doubt_kind */
  uint32_t function;
  struct place place;
  const char *lock;
};

#endif
