/* libyaml's events, with its faults and ours told alike. What policies have no use for (anchors,
 * several documents) is refused here. */
#include "yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void yaml_begin(struct yaml *y, const char *bytes, size_t length) {
  if (!yaml_parser_initialize(&y->parser)) abort();
  yaml_parser_set_input_string(&y->parser, (const unsigned char *)bytes, length);
  yaml_parser_set_encoding(&y->parser, YAML_UTF8_ENCODING);
}

void yaml_end(struct yaml *y) {
  if (y->has_event) yaml_event_delete(&y->event);
  yaml_parser_delete(&y->parser);
}

static void report(struct yaml *y, uint32_t line, uint32_t column, const char *message,
                   const char *advice) {
  struct policy_fault fault = {policy_file_of(y->policy, y->file)->name, line, column, message,
                               advice};
  y->faults++;
  if (y->faults <= yaml_faults_at_most && y->reporter.report)
    y->reporter.report(y->reporter.context, &fault);
  if (y->faults == yaml_faults_at_most) y->is_over = 1;
}

/* libyaml tells where in one of two ways, and what in a few words. */
static void no_yaml(struct yaml *y) {
  char message[200];
  const yaml_parser_t *p = &y->parser;
  snprintf(message, sizeof message, "this is no YAML: %s%s%s",
           p->problem ? p->problem : "it cannot be read", p->context ? " " : "",
           p->context ? p->context : "");
  y->is_over = 1;
  report(y, (uint32_t)p->problem_mark.line + 1, (uint32_t)p->problem_mark.column + 1, message,
         "indent with spaces, and write 'name: annotation'");
}

static const char *refused(const yaml_event_t *e) {
  switch (e->type) {
  case YAML_ALIAS_EVENT: return "'*' begins an alias here";
  case YAML_SCALAR_EVENT: return e->data.scalar.anchor ? "'&' begins an anchor here" : NULL;
  case YAML_SEQUENCE_START_EVENT:
    return e->data.sequence_start.anchor ? "'&' begins an anchor here" : NULL;
  case YAML_MAPPING_START_EVENT:
    return e->data.mapping_start.anchor ? "'&' begins an anchor here" : NULL;
  default: return NULL;
  }
}

void yaml_next(struct yaml *y) {
  if (y->is_over) return;
  if (y->has_event) yaml_event_delete(&y->event);
  y->has_event = yaml_parser_parse(&y->parser, &y->event);
  if (!y->has_event) {
    no_yaml(y);
    return;
  }
  if (y->event.type == YAML_STREAM_END_EVENT) y->is_over = 1;
  const char *why = refused(&y->event);
  if (!why) return;
  yaml_fault(y, 0, "put quotes around it", "%s, and policies have none", why);
  y->is_over = 1;
}

void yaml_skip(struct yaml *y) {
  unsigned depth = 0;
  do {
    if (yaml_is(y, YAML_MAPPING_START_EVENT) || yaml_is(y, YAML_SEQUENCE_START_EVENT)) depth++;
    else if (yaml_is(y, YAML_MAPPING_END_EVENT) || yaml_is(y, YAML_SEQUENCE_END_EVENT)) depth--;
    yaml_next(y);
  } while (depth && !y->is_over);
}

uint32_t yaml_column(const struct yaml *y, size_t offset) {
  int quoted =
      y->event.type == YAML_SCALAR_EVENT && y->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
  return (uint32_t)(y->event.start_mark.column + 1 + offset + (offset && quoted));
}

void yaml_fault(struct yaml *y, size_t offset, const char *advice, const char *format, ...) {
  char message[400];
  va_list values;
  va_start(values, format);
  vsnprintf(message, sizeof message, format, values);
  va_end(values);
  report(y, yaml_line(y), yaml_column(y, offset), message, advice);
}

static int can_be_shown(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)text[i] < ' ' || text[i] == 127) return 0;
  return 1;
}

const char *yaml_text(struct yaml *y, const char *what) {
  if (!yaml_is(y, YAML_SCALAR_EVENT)) {
    if (!y->is_over) yaml_fault(y, 0, "", "%s is expected here", what);
    return NULL;
  }
  const char *text = (const char *)y->event.data.scalar.value;
  size_t length = y->event.data.scalar.length;
  if (can_be_shown(text, length)) return policy_keep(y->policy, text, length);
  yaml_fault(y, 0, "write it on one line", "%s has a character that cannot be shown", what);
  return NULL;
}
