/* YAML as the reader of policies wants it: one event after another, faults in one form. libyaml
 * does the parsing. Knows no policy. */
#ifndef CUSTODY_POLICY_YAML_H
#define CUSTODY_POLICY_YAML_H

#include "table.h"

#include <yaml.h>

enum { yaml_faults_at_most = 50 };

struct yaml {
  yaml_parser_t parser;
  yaml_event_t event; /**< the current one */
  int has_event;
  int is_over; /**< the end, or bytes that are no YAML */
  struct policy *policy;
  uint32_t file;
  uint32_t faults;
  struct policy_reporter reporter;
};

void yaml_begin(struct yaml *y, const char *bytes, size_t length);
void yaml_end(struct yaml *y);

/** Goes on to the next event. Where the bytes are no YAML, that is reported once. */
void yaml_next(struct yaml *y);

static inline int yaml_is(const struct yaml *y, yaml_event_type_t type) {
  return !y->is_over && y->event.type == type;
}

/** Goes past the value that begins at the current event, whatever is in it. */
void yaml_skip(struct yaml *y);

/** Reports a fault `offset` characters into the current event. Advice may be "". */
void yaml_fault(struct yaml *y, size_t offset, const char *advice, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** The text of the current scalar; null, after a fault, where it is none or cannot be shown. Lives
 * as long as the policy. `what` says what was expected. */
const char *yaml_text(struct yaml *y, const char *what);

/** Where the current event stands, from 1. */
static inline uint32_t yaml_line(const struct yaml *y) {
  return (uint32_t)y->event.start_mark.line + 1;
}
uint32_t yaml_column(const struct yaml *y, size_t offset);

#endif
