/* What rule.c and clause.c share: the annotations of one unit being read. */
#ifndef CUSTODY_RULE_H
#define CUSTODY_RULE_H

#include "program.h"

struct reading {
  struct program *p;
  uint32_t unit;
  const struct facts_unit *u;
};

const char *reading_text(const struct reading *, uint32_t string);
const struct facts_argument *reading_argument(const struct reading *,
                                              const struct facts_annotation *, uint32_t index);
/** "OWNED_BY(main, lock)" of the name and arguments. */
const char *reading_annotation(const struct reading *, const struct facts_annotation *);

/** Whether the annotation is one of locks; adds a clause for each (clause.c). */
int read_clauses(const struct reading *, struct function *, const struct facts_annotation *);

#endif
