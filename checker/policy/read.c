/* A policy file from its first line to its last: a mapping of sections, each read by the function
 * that its row names. Every fault is told; what is without fault becomes entries. No function here
 * calls itself, so nothing in a file makes the stack grow. */
#include "read.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct section {
  const char *name;
  void (*read)(struct yaml *y, int what);
  int what; /* an enum policy_list, or an enum policy_kind */
};

static void read_string(struct yaml *y, int list) {
  const char *text = yaml_text(y, "a text");
  if (text) policy_list_add(&policy_details(y->policy, y->file)->lists[list], text);
  yaml_skip(y);
}

static void read_strings(struct yaml *y, int list) {
  if (!yaml_is(y, YAML_SEQUENCE_START_EVENT)) {
    read_string(y, list);
    return;
  }
  yaml_next(y);
  while (!y->is_over && !yaml_is(y, YAML_SEQUENCE_END_EVENT)) read_string(y, list);
  yaml_next(y);
}

static void read_flag(struct yaml *y, int list) {
  const char *text = yaml_text(y, "true or false");
  if (text && strcmp(text, "true") == 0)
    policy_list_add(&policy_details(y->policy, y->file)->lists[list], text);
  else if (text && strcmp(text, "false") != 0)
    yaml_fault(y, 0, "", "'%.60s' is neither true nor false", text);
  yaml_skip(y);
}

static void read_constants(struct yaml *y, int unused) {
  (void)unused;
  if (!yaml_is(y, YAML_MAPPING_START_EVENT)) {
    yaml_fault(y, 0, "write 'NAME: number'", "constants are expected here");
    yaml_skip(y);
    return;
  }
  yaml_next(y);
  while (!y->is_over && !yaml_is(y, YAML_MAPPING_END_EVENT)) {
    const char *name = yaml_text(y, "a name"), *text;
    yaml_skip(y);
    char *end = NULL;
    long value = (text = yaml_text(y, "a number")) ? strtol(text, &end, 0) : 0;
    if (text && (!*text || *end)) yaml_fault(y, 0, "", "'%.60s' is no number", text);
    else if (name && text)
      policy_constant_add(policy_details(y->policy, y->file),
                          (struct policy_constant){name, value});
    yaml_skip(y);
  }
  yaml_next(y);
}

static void read_capability(struct yaml *y) {
  const char *name = yaml_text(y, "the name of a capability");
  if (name)
    policy_add_entry(y->policy,
                     (struct policy_entry){POLICY_CAPABILITY, name, "", "capability", y->file,
                                           yaml_line(y), yaml_column(y, 0), 0, 0});
  yaml_skip(y);
}

static void read_capabilities(struct yaml *y, int unused) {
  (void)unused;
  if (!yaml_is(y, YAML_SEQUENCE_START_EVENT)) {
    read_capability(y);
    return;
  }
  yaml_next(y);
  while (!y->is_over && !yaml_is(y, YAML_SEQUENCE_END_EVENT)) read_capability(y);
  yaml_next(y);
}

static void read_file_annotations(struct yaml *y, int kind) {
  struct subject subject = {.kind = (enum policy_kind)kind, .name = "", .parameter = ""};
  policy_read_annotations(y, &subject, ON_FILE);
}

static const struct section sections[] = {
    {"policy", read_string, LIST_POLICY},
    {"about", read_string, LIST_ABOUT},
    {"sources", read_strings, LIST_SOURCES},
    {"headers", read_strings, LIST_HEADERS},
    {"defines", read_strings, LIST_DEFINES},
    {"package", read_string, LIST_PACKAGE},
    {"absent", read_strings, LIST_ABSENT},
    {"opt_in", read_flag, LIST_OPT_IN},
    {"constants", read_constants, 0},
    {"capabilities", read_capabilities, 0},
    {"roles", policy_read_names, POLICY_ROLE},
    {"file", read_file_annotations, POLICY_FILE},
    {"types", policy_read_names, POLICY_TYPE},
    {"fields", policy_read_names, POLICY_FIELD},
    {"variables", policy_read_names, POLICY_VARIABLE},
    {"functions", policy_read_names, POLICY_FUNCTION},
};
enum { section_count = sizeof sections / sizeof sections[0] };

static const struct section *find_section(struct yaml *y, const char *name, uint32_t *seen) {
  struct word_near near;
  char advice[100] = "";
  word_near_begin(&near, name, strlen(name));
  for (uint32_t i = 0; i < section_count; i++) {
    word_near_try(&near, sections[i].name);
    if (strcmp(sections[i].name, name) != 0) continue;
    if (!(*seen >> i & 1)) {
      *seen |= 1u << i;
      return &sections[i];
    }
    yaml_fault(y, 0, "put all of it in one place", "'%s' is written twice", name);
    return NULL;
  }
  if (near.best) snprintf(advice, sizeof advice, "did you mean '%s'?", near.best);
  yaml_fault(y, 0, advice, "a policy has no part '%.60s'", name);
  return NULL;
}

static void read_sections(struct yaml *y) {
  uint32_t seen = 0;
  while (!y->is_over && !yaml_is(y, YAML_MAPPING_END_EVENT)) {
    const char *name = yaml_text(y, "the name of a part");
    const struct section *section = name ? find_section(y, name, &seen) : NULL;
    yaml_skip(y);
    if (y->is_over) return;
    if (section) section->read(y, section->what);
    else yaml_skip(y);
  }
  yaml_next(y);
}

static void read_document(struct yaml *y) {
  yaml_next(y); /* the stream */
  yaml_next(y); /* the document, or the end of a file without one */
  if (y->is_over) return;
  yaml_next(y);
  int is_empty = yaml_is(y, YAML_SCALAR_EVENT) && y->event.data.scalar.length == 0;
  if (yaml_is(y, YAML_MAPPING_START_EVENT)) {
    yaml_next(y);
    read_sections(y);
  } else {
    if (!y->is_over && !is_empty)
      yaml_fault(y, 0, "begin with 'functions:', or another part",
                 "a policy is a mapping of parts to what they hold");
    yaml_skip(y);
  }
  yaml_next(y); /* the document's end */
  if (yaml_is(y, YAML_DOCUMENT_START_EVENT))
    yaml_fault(y, 0, "write a file for each policy", "a second document begins here");
}

uint32_t policy_read(struct policy *policy, const char *name, const char *bytes, size_t length,
                     struct policy_reporter reporter) {
  struct policy_file file = {policy_keep(policy, name, strlen(name)), NULL, length, 0};
  file.text = policy_keep(policy, bytes, length);
  struct yaml y = {.policy = policy, .reporter = reporter};
  y.file = policy_add_file(policy, file);
  yaml_begin(&y, bytes, length);
  read_document(&y);
  yaml_end(&y);
  return y.faults;
}
