/* The two halves of reading a policy: its parts (read.c), and what is said in them of names
 * (says.c). */
#ifndef CUSTODY_POLICY_READ_H
#define CUSTODY_POLICY_READ_H

#include "yaml.h"

/** What annotations are being read of. */
struct subject {
  enum policy_kind kind;
  const char *name, *parameter;
  uint32_t is_tag;
};

/** A mapping of names to what is said of them. */
void policy_read_names(struct yaml *y, int kind);

/** The current value: annotations in one text, a list of such texts, or nothing. */
void policy_read_annotations(struct yaml *y, const struct subject *subject, int place);

#endif
