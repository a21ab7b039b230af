/* What a policy says of names:
 *
 *     open: runs_on(main) blocking                one annotation or more, as behind a declarator
 *     close: [runs_on(main), blocking]            the same as a list
 *     post:                                       with its parameters, by position or by name
 *       says: runs_on(main)
 *       $2: callback(later)
 *       $data: kept
 *     version: []                                 nothing; no glob of this file speaks of it */
#include "read.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

static const int places[POLICY_KINDS] = {
    [POLICY_ROLE] = ON_FILE,   [POLICY_FILE] = ON_FILE,         [POLICY_TYPE] = ON_TYPE,
    [POLICY_FIELD] = ON_FIELD, [POLICY_VARIABLE] = ON_VARIABLE, [POLICY_FUNCTION] = ON_FUNCTION,
};

static void add(struct yaml *y, const struct subject *s, const char *text, size_t offset) {
  struct policy_entry entry = {.kind = s->kind,
                               .name = s->name,
                               .parameter = s->parameter,
                               .text = text,
                               .file = y->file,
                               .line = yaml_line(y),
                               .column = yaml_column(y, offset),
                               .is_tag = s->is_tag};
  policy_add_entry(y->policy, entry);
}

/* A role's annotation has the role's name for its argument. */
static void read_role(struct yaml *y, const struct subject *s, const char *text) {
  const struct word *word = word_named(text, strlen(text));
  if (!word || !(word->places & ON_FILE) || word->arguments != ARGS_ROLE) {
    yaml_fault(y, 0, "write thread_role", "'%.60s' declares no role", text);
    return;
  }
  char whole[200];
  int length = snprintf(whole, sizeof whole, "%s(%s)", word->name, s->name);
  if (length > 0 && (size_t)length < sizeof whole)
    add(y, s, policy_keep(y->policy, whole, (size_t)length), 0);
  else yaml_fault(y, 0, "", "the role's name is too long");
}

/* Constants that the file has given a value become that, so that nobody else need know them. */
static const char *with_constants(struct yaml *y, const char *text, size_t length) {
  const struct policy_details *d = policy_details(y->policy, y->file);
  for (uint32_t i = 0; i < d->constant_count; i++) {
    const char *at = strstr(text, d->constants[i].name);
    size_t name = strlen(d->constants[i].name);
    if (!at || !name || (size_t)(at - text) + name > length) continue;
    char whole[200];
    int written =
        snprintf(whole, sizeof whole, "%.*s%ld%.*s", (int)(at - text), text, d->constants[i].value,
                 (int)(length - (size_t)(at - text) - name), at + name);
    if (written > 0 && (size_t)written < sizeof whole)
      return policy_keep(y->policy, whole, (size_t)written);
  }
  return policy_keep(y->policy, text, length);
}

/* The length of one annotation, to the space behind its bracket, for the constants in it. */
static size_t annotation_length(const char *text) {
  unsigned open = 0;
  size_t i = 0;
  for (; text[i] && (open || text[i] != ' '); i++) {
    if (text[i] == '(') open++;
    else if (text[i] == ')' && open) open--;
  }
  return i;
}

static int is_conditional(const char *text, size_t length) {
  size_t name = strcspn(text, "(");
  const struct word *word = word_named(text, name < length ? name : length);
  return word && word->arguments == ARGS_PASSED;
}

static void read_text(struct yaml *y, const struct subject *s, int place) {
  const char *text = yaml_text(y, "an annotation");
  if (!text) return;
  if (s->kind == POLICY_ROLE) {
    read_role(y, s, text);
    return;
  }
  for (size_t at = strspn(text, " "); text[at];) {
    char message[300], advice[300];
    struct word_use use;
    size_t length = annotation_length(text + at);
    const char *one = is_conditional(text + at, length) ? with_constants(y, text + at, length)
                                                        : policy_keep(y->policy, text + at, length);
    if (!word_read(one, strlen(one), place, &use, message, advice, sizeof message)) {
      yaml_fault(y, at, advice, "%s", message);
      return;
    }
    if (use.length != strlen(one)) {
      yaml_fault(y, at, "put a space between two annotations", "something follows the end of '%s'",
                 use.word->name);
      return;
    }
    add(y, s, one, at);
    at += length;
    at += strspn(text + at, " ");
  }
}

static int says_nothing(const struct yaml *y) {
  if (!yaml_is(y, YAML_SCALAR_EVENT) || y->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
    return 0;
  const char *text = (const char *)y->event.data.scalar.value;
  return !*text || strcmp(text, "~") == 0 || strcmp(text, "null") == 0;
}

void policy_read_annotations(struct yaml *y, const struct subject *s, int place) {
  if (says_nothing(y)) {
    add(y, s, "", 0);
    yaml_skip(y);
    return;
  }
  if (!yaml_is(y, YAML_SEQUENCE_START_EVENT)) {
    read_text(y, s, place);
    yaml_skip(y);
    return;
  }
  yaml_next(y);
  if (yaml_is(y, YAML_SEQUENCE_END_EVENT)) add(y, s, "", 0);
  while (!y->is_over && !yaml_is(y, YAML_SEQUENCE_END_EVENT)) {
    read_text(y, s, place);
    yaml_skip(y);
  }
  yaml_next(y);
}

/* `$3` is "3", `$data` is "data". */
static const char *parameter_of(struct yaml *y, const char *key) {
  if (word_position(key, strlen(key)) || (*key == '$' && key[1] && !strchr("0123456789", key[1])))
    return key + 1;
  yaml_fault(y, 0, "write says: for the function itself, $1 for its first parameter",
             "'%.60s' is no parameter", key);
  return NULL;
}

static void read_function(struct yaml *y, struct subject s) {
  yaml_next(y);
  while (!y->is_over && !yaml_is(y, YAML_MAPPING_END_EVENT)) {
    const char *key = yaml_text(y, "says, or a parameter");
    int is_function = key && strcmp(key, "says") == 0;
    s.parameter = is_function ? "" : key ? parameter_of(y, key) : NULL;
    yaml_skip(y);
    if (s.parameter) policy_read_annotations(y, &s, is_function ? ON_FUNCTION : ON_PARAMETER);
    else if (!y->is_over) yaml_skip(y);
  }
  yaml_next(y);
}

static const char *fault_of_name(enum policy_kind kind, const char *name, const char **advice) {
  *advice = "write the name alone";
  if (!*name) return "a name is missing";
  if (kind != POLICY_FUNCTION && kind != POLICY_TYPE && strpbrk(name, " ")) return "has a space";
  if (strpbrk(name, "()")) return "is no name";
  if (kind != POLICY_FIELD) return NULL;
  *advice = "write record.field";
  return strchr(name, '.') ? NULL : "names no field";
}

/* `struct server.users` is server.users: the keyword is for C's sake. */
static const char *without_keyword(enum policy_kind kind, const char *name) {
  static const char *const keywords[] = {"struct ", "union ", "class "};
  for (int i = 0; i < 3 && (kind == POLICY_TYPE || kind == POLICY_FIELD); i++)
    if (strncmp(name, keywords[i], strlen(keywords[i])) == 0)
      return name + strlen(keywords[i]) + strspn(name + strlen(keywords[i]), " ");
  return name;
}

/* The name of what is spoken of; null after a fault. */
static void read_name(struct yaml *y, struct subject *s) {
  const char *advice, *written = yaml_text(y, "a name");
  const char *name = written ? without_keyword(s->kind, written) : NULL;
  const char *fault = name ? fault_of_name(s->kind, name, &advice) : NULL;
  s->is_tag = name != written;
  if (fault) {
    yaml_fault(y, 0, advice, "'%.60s' %s", name, fault);
    return;
  }
  const struct policy_entry *old =
      name ? policy_entry_named(y->policy, y->file, s->kind, name) : NULL;
  if (old)
    yaml_fault(y, 0, "put all of it in one place", "'%.60s' is written twice; first in line %u",
               name, old->line);
  else s->name = name;
}

void policy_read_names(struct yaml *y, int kind) {
  if (!yaml_is(y, YAML_MAPPING_START_EVENT)) {
    if (!says_nothing(y))
      yaml_fault(y, 0, "write 'name: annotation' in each line", "names are expected here");
    yaml_skip(y);
    return;
  }
  yaml_next(y);
  while (!y->is_over && !yaml_is(y, YAML_MAPPING_END_EVENT)) {
    struct subject s = {.kind = (enum policy_kind)kind, .parameter = ""};
    read_name(y, &s);
    yaml_skip(y);
    if (y->is_over) return;
    if (!s.name) yaml_skip(y);
    else if (kind == POLICY_FUNCTION && yaml_is(y, YAML_MAPPING_START_EVENT)) read_function(y, s);
    else policy_read_annotations(y, &s, places[kind]);
  }
  yaml_next(y);
}
