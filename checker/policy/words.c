/* One annotation: the table is asked for its name, then its arguments are held to its row. */
#include "words.h"

#include <custody/expression.h>

#include <stdio.h>
#include <string.h>

static const struct word words[] = {
#define ANNOTATION(MACRO, name, places, arguments, form, meaning)                                  \
  {#name, places, arguments, form, 1},
#include <custody/annotations.def>
#define POLICY_ANNOTATION(name, places, arguments, form, meaning)                                  \
  {#name, places, arguments, form, 0},
#include <custody/policies.def>
};
enum { word_count = sizeof words / sizeof words[0] };

const struct word *word_at(size_t index) { return index < word_count ? &words[index] : NULL; }

const struct word *word_named(const char *name, size_t length) {
  for (size_t i = 0; i < word_count; i++)
    if (strlen(words[i].name) == length && memcmp(words[i].name, name, length) == 0)
      return &words[i];
  return NULL;
}

void word_form(const struct word *word, char *form, size_t size) {
  size_t i = 0;
  int is_name = 1;
  for (; word->form[i] && word->form[i] != ';' && i + 1 < size; i++) {
    char c = word->form[i];
    is_name &= c != '(';
    form[i] = is_name && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
  }
  form[i] = 0;
}

void word_places(int places, char *text, size_t size) {
  static const struct {
    int bit;
    const char *name;
  } names[] = {{ON_FILE, "at file scope"},     {ON_FIELD, "on a field"},
               {ON_VARIABLE, "on a variable"}, {ON_PARAMETER, "on a parameter"},
               {ON_FUNCTION, "on a function"}, {ON_TYPE, "on a type"}};
  size_t used = 0;
  *text = 0;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if ((places & names[i].bit) && used < size)
      used += (size_t)snprintf(text + used, size - used, "%s%s", used ? " or " : "", names[i].name);
}

static int is_name_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The length of what stands in brackets, from the opening one to the closing one; 0: not closed. */
static size_t bracket_length(const char *text, size_t length) {
  unsigned open = 0;
  int quoted = 0;
  for (size_t i = 0; i < length; i++) {
    char c = text[i];
    if (quoted) {
      if (c == '\\') i++;
      else if (c == '"') quoted = 0;
    } else if (c == '"') quoted = 1;
    else if (c == '(' || c == '[') open++;
    else if ((c == ')' || c == ']') && --open == 0) return i + 1;
  }
  return 0;
}

static void add_argument(struct word_use *use, const char *text, size_t length) {
  while (length && *text == ' ') text++, length--;
  while (length && text[length - 1] == ' ') length--;
  if (use->count < WORD_ARGUMENTS) {
    use->argument[use->count].text = text;
    use->argument[use->count].length = length;
  }
  use->count++;
}

static void split(struct word_use *use, const char *list, size_t length) {
  size_t blank = 0;
  while (blank < length && list[blank] == ' ') blank++;
  if (blank == length) return;
  for (size_t at = 0; at <= length;) {
    size_t one = custody_expression_argument(list + at, length - at);
    add_argument(use, list + at, one);
    at += one + 1;
  }
}

static int is_path(const char *text, size_t length) {
  struct custody_expression parsed;
  return custody_expression_parse(text, length, &parsed) == NULL;
}

static int is_word(const char *text, size_t length, const char *word) {
  return strlen(word) == length && memcmp(text, word, length) == 0;
}

static int is_condition(const char *text, size_t length) {
  struct custody_condition parsed;
  return custody_condition_parse(text, length, &parsed) == NULL;
}

static int is_name(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (!is_name_part(text[i])) return 0;
  return length > 0;
}

/* Whether argument `index` has the form that the row asks for. */
static int argument_fits(const struct word_use *use, unsigned index) {
  const char *text = use->argument[index].text;
  size_t length = use->argument[index].length;
  struct word_passed passed;
  switch (use->word->arguments) {
  case ARGS_NONE: return 0;
  case ARGS_ROLE:
  case ARGS_ROLES: return is_name(text, length);
  case ARGS_OWNER: return index ? is_path(text, length) : is_name(text, length);
  case ARGS_TEXT: return length > 1 && *text == '"' && text[length - 1] == '"';
  case ARGS_CONDITION: return is_condition(text, length);
  case ARGS_CONDITION_LOCKS: return index ? is_path(text, length) : is_condition(text, length);
  case ARGS_WHEN:
    return is_word(text, length, "now") || is_word(text, length, "later") ||
           is_word(text, length, "thread") || is_word(text, length, "signal") ||
           is_word(text, length, "exit") || is_word(text, length, "once");
  case ARGS_PASSED: return word_passed(text, length, &passed);
  case ARGS_LOCK:
  case ARGS_LOCKS:
  case ARGS_ORDER:
  case ARGS_PARAM:
  case ARGS_PARAMS: break;
  }
  return is_path(text, length);
}

static int count_fits(const struct word_use *use) {
  static const struct {
    unsigned least, most;
  } counts[] = {
      [ARGS_NONE] = {0, 0},
      [ARGS_ROLE] = {1, 1},
      [ARGS_ROLES] = {1, WORD_ARGUMENTS},
      [ARGS_OWNER] = {1, 2},
      [ARGS_LOCKS] = {1, WORD_ARGUMENTS},
      [ARGS_PARAM] = {1, 1},
      [ARGS_TEXT] = {1, 1},
      [ARGS_CONDITION] = {1, 1},
      [ARGS_CONDITION_LOCKS] = {2, WORD_ARGUMENTS},
      [ARGS_LOCK] = {1, 1},
      [ARGS_PARAMS] = {2, 2},
      [ARGS_WHEN] = {1, 1},
      [ARGS_PASSED] = {1, 1},
      [ARGS_ORDER] = {2, WORD_ARGUMENTS},
  };
  enum word_arguments kind = use->word->arguments;
  return use->count >= counts[kind].least && use->count <= counts[kind].most;
}

static void say_unknown(const char *text, size_t length, char *message, char *advice, size_t size) {
  struct word_near near;
  word_near_begin(&near, text, length);
  for (size_t i = 0; i < word_count; i++) word_near_try(&near, words[i].name);
  snprintf(message, size, "custody has no annotation '%.*s'", (int)(length > 60 ? 60 : length),
           text);
  if (near.best) snprintf(advice, size, "did you mean '%s'?", near.best);
  else
    snprintf(advice, size, "write the macro's name in small letters, owned_by(main) for example");
}

static int check(struct word_use *use, int place, char *message, char *advice, size_t size) {
  char form[120], where[120];
  const struct word *word = use->word;
  word_form(word, form, sizeof form);
  if (!(word->places & place)) {
    word_places(place, where, sizeof where);
    snprintf(message, size, "'%s' means nothing %s", word->name, where);
    word_places(word->places, where, sizeof where);
    snprintf(advice, size, "it stands %s", where);
    return 0;
  }
  int fits = count_fits(use);
  for (unsigned i = 0; fits && i < use->count; i++) fits = argument_fits(use, i);
  if (fits) return 1;
  snprintf(message, size, "the arguments of '%s' cannot be read", word->name);
  snprintf(advice, size, "write it like this: %s", form);
  return 0;
}

int word_read(const char *text, size_t length, int place, struct word_use *use, char *message,
              char *advice, size_t size) {
  memset(use, 0, sizeof *use);
  *message = *advice = 0;
  size_t name = 0;
  while (name < length && is_name_part(text[name])) name++;
  use->length = name;
  use->word = word_named(text, name);
  if (!name) {
    snprintf(message, size, "an annotation is missing here");
    snprintf(advice, size, "write one, runs_on(main) for example");
    return 0;
  }
  if (!use->word) {
    say_unknown(text, name, message, advice, size);
    return 0;
  }
  if (name < length && text[name] == '(') {
    size_t bracket = bracket_length(text + name, length - name);
    if (!bracket) {
      snprintf(message, size, "the ')' of '%s' is missing", use->word->name);
      snprintf(advice, size, "in a list in brackets, put quotes around what has a comma");
      return 0;
    }
    split(use, text + name + 1, bracket - 2);
    use->length += bracket;
  }
  return check(use, place, message, advice, size);
}
