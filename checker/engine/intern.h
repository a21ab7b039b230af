/* One index for each distinct key: names of declarations, and slots of pointers. */
#ifndef CUSTODY_INTERN_H
#define CUSTODY_INTERN_H

#include <stdint.h>

struct interner;

/** What a key is of: keys of different kinds never meet. */
enum intern_kind {
  INTERN_STRING,
  INTERN_RECORD,
  INTERN_FIELD,
  INTERN_GLOBAL,
  INTERN_FUNCTION,
  INTERN_ROLE,
  INTERN_SLOT,
  INTERN_MEMBER
};

struct intern_key {
  enum intern_kind kind;
  const char *text; /**< or null */
  uint64_t number[3];
};

struct interner *interner_new(void);
void interner_free(struct interner *);

/** Where the index of this key is kept: FACTS_NONE in a new one, for the caller to fill in at
 * once. The pointer is valid until the next call. `text` must live as long as the interner. */
uint32_t *interner_find(struct interner *, const struct intern_key *key);

#endif
