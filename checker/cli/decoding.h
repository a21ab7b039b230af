/* The units of one section, decoded by as many threads as there are processors. */
#ifndef CUSTODY_DECODING_H
#define CUSTODY_DECODING_H

#include "facts/facts.h"

/** What stands at one place of the section. */
struct decoded {
  size_t at, length;
  struct facts_unit *unit; /**< or null; then: */
  struct facts_error error;
};

struct decoding {
  struct decoded *list; /**< in the order of the section */
  uint32_t count, capacity;
};

/** Decodes all units. Where one cannot be told from what follows it, it is the last. */
void decoding_run(struct decoding *, const unsigned char *bytes, size_t length);

/** Frees the list and the units that are still in it. */
void decoding_free(struct decoding *);

#endif
