/* See options.h. */
#include "options.h"
#include "nearest.h"
#include <stddef.h>

#define NUMBER(name, value, least, most, meaning) .name = value,
#define WORD(name, first, second, meaning) .name = 0,
#define TEXT(name, meaning)
struct custody_options custody_options = {
#include "options.def"
};

enum kind { KIND_NUMBER, KIND_WORD, KIND_TEXT };
struct row {
  const char *name, *meaning;
  const char *words[2];
  enum kind kind;
  uint32_t value, least, most;
  size_t offset;
};

#define NUMBER(name, value, least, most, meaning)                                                  \
  {#name, meaning, {0}, KIND_NUMBER, value, least, most, offsetof(struct custody_options, name)},
#define WORD(name, first, second, meaning)                                                         \
  {#name, meaning, {#first, #second}, KIND_WORD, 0, 0, 1, offsetof(struct custody_options, name)},
#define TEXT(name, meaning)                                                                        \
  {#name, meaning, {0}, KIND_TEXT, 0, 0, 0, offsetof(struct custody_options, name)},
static const struct row rows[] = {
#include "options.def"
};
enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

/* A name or a value in the text that is being read. */
struct part {
  const char *start;
  size_t length;
};

static int part_is(struct part part, const char *string) {
  for (size_t i = 0; i < part.length; i++)
    if (string[i] != part.start[i]) return 0; /* a shorter string ends in a byte that no part has */
  return string[part.length] == '\0';
}

static uint32_t *number_of(struct custody_options *options, const struct row *row) {
  void *at = (char *)options + row->offset;
  return at;
}

void custody_options_default(struct custody_options *options) {
  for (int i = 0; i < ROW_COUNT; i++) {
    if (rows[i].kind == KIND_TEXT) *((char *)options + rows[i].offset) = '\0';
    else *number_of(options, &rows[i]) = rows[i].value;
  }
}

static int is_separator(char c) {
  return c == ':' || c == ',' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct part read_name(const char **at) {
  struct part name = {*at, 0};
  while (**at != '\0' && **at != '=' && !is_separator(**at)) (*at)++;
  name.length = (size_t)(*at - name.start);
  return name;
}

static struct part read_value(const char **at) {
  char quote = **at == '"' || **at == '\'' ? *(*at)++ : '\0';
  struct part value = {*at, 0};
  while (**at != '\0' && (quote ? **at != quote : !is_separator(**at))) (*at)++;
  value.length = (size_t)(*at - value.start);
  if (quote && **at == quote) (*at)++;
  return value;
}

/* Returns 0 for what is no number; one that is too large stays too large. */
static int read_number(struct part part, uint32_t *number) {
  uint64_t sum = 0;
  if (part_is(part, "true") || part_is(part, "yes")) return *number = 1, 1;
  if (part_is(part, "false") || part_is(part, "no")) return *number = 0, 1;
  for (size_t i = 0; i < part.length; i++) {
    if (part.start[i] < '0' || part.start[i] > '9') return 0;
    if (sum <= UINT32_MAX) sum = sum * 10 + (uint64_t)(part.start[i] - '0');
  }
  *number = sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
  return part.length > 0;
}

static void begin_message(struct custody_text *message, struct part name) {
  custody_text_add(message, "custody: CUSTODY_OPTIONS: ");
  custody_text_add_part(message, name.start, name.length);
}

static int unknown(struct part name, struct custody_text *message) {
  const char *names[ROW_COUNT];
  for (int i = 0; i < ROW_COUNT; i++) names[i] = rows[i].name;
  const char *near = custody_nearest(name.start, name.length, names, ROW_COUNT);
  begin_message(message, name);
  custody_text_add(message, " is no option; did you mean ");
  custody_text_add(message, near);
  custody_text_add(message, "? CUSTODY_OPTIONS=help=1 lists them all\n");
  return 0;
}

static int out_of_range(const struct row *row, struct part name, struct custody_text *message) {
  begin_message(message, name);
  custody_text_add(message, " takes a number from ");
  custody_text_decimal(message, row->least);
  custody_text_add(message, " to ");
  custody_text_decimal(message, row->most);
  custody_text_add(message, "; CUSTODY_OPTIONS=help=1 says what it means\n");
  return 0;
}

static int set_word(struct custody_options *options, const struct row *row, struct part name,
                    struct part value, struct custody_text *message) {
  for (uint32_t i = 0; i < 2; i++)
    if (part_is(value, row->words[i])) return *number_of(options, row) = i, 1;
  begin_message(message, name);
  custody_text_add(message, " takes ");
  custody_text_add(message, row->words[0]);
  custody_text_add(message, " or ");
  custody_text_add(message, row->words[1]);
  custody_text_add(message, "; CUSTODY_OPTIONS=help=1 says what it means\n");
  return 0;
}

static int too_long(struct part name, struct custody_text *message) {
  begin_message(message, name);
  custody_text_add(message, " takes at most 511 bytes\n");
  return 0;
}

static int set(struct custody_options *options, const struct row *row, struct part name,
               struct part value, struct custody_text *message) {
  uint32_t number;
  if (row->kind == KIND_WORD) return set_word(options, row, name, value, message);
  if (row->kind == KIND_TEXT) {
    if (value.length >= CUSTODY_OPTION_TEXT) return too_long(name, message);
    char *to = (char *)options + row->offset;
    for (size_t i = 0; i < value.length; i++) to[i] = value.start[i];
    to[value.length] = '\0';
    return 1;
  }
  if (!read_number(value, &number) || number < row->least || number > row->most)
    return out_of_range(row, name, message);
  *number_of(options, row) = number;
  return 1;
}

static int read_option(struct custody_options *options, const char **at,
                       struct custody_text *message) {
  struct part name = read_name(at), value = {*at, 0};
  if (**at == '=') {
    (*at)++;
    value = read_value(at);
  }
  for (int i = 0; i < ROW_COUNT; i++)
    if (part_is(name, rows[i].name)) return set(options, &rows[i], name, value, message);
  return unknown(name, message);
}

int custody_options_parse(struct custody_options *options, const char *text,
                          struct custody_text *message) {
  while (*text != '\0') {
    if (is_separator(*text)) text++;
    else if (!read_option(options, &text, message)) return 0;
  }
  return 1;
}

void custody_options_help(struct custody_text *text) {
  custody_text_add(text, "CUSTODY_OPTIONS=name=value:name=value\n");
  for (int i = 0; i < ROW_COUNT; i++) {
    custody_text_add(text, "  ");
    custody_text_add(text, rows[i].name);
    if (rows[i].kind == KIND_NUMBER) {
      custody_text_add(text, "=");
      custody_text_decimal(text, rows[i].value);
    } else if (rows[i].kind == KIND_WORD) {
      custody_text_add(text, "=");
      custody_text_add(text, rows[i].words[0]);
    }
    custody_text_add(text, "  ");
    custody_text_add(text, rows[i].meaning);
    custody_text_add(text, "\n");
  }
}

const char *custody_options_trusted(const char *environment, unsigned long secure) {
  return environment && !secure ? environment : "";
}
