/* Conditions of annotations: one test of a result or parameter. What is tested is an expression of
 * expression.c; around it stand `!`, brackets, a comparison and a constant. */
#include <custody/expression.h>

#include <string.h>

struct range {
  const char *at, *end;
};

static int is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static void trim(struct range *r) {
  while (r->at < r->end && is_space(*r->at)) r->at++;
  while (r->at < r->end && is_space(r->end[-1])) r->end--;
}

static size_t length_of(const struct range *r) { return (size_t)(r->end - r->at); }

/* Whether the bracket that the text begins with is closed by its last character. */
static int is_bracketed(const struct range *r) {
  unsigned open = 0;
  if (length_of(r) < 2 || *r->at != '(') return 0;
  for (const char *c = r->at; c < r->end; c++) {
    if (*c == '(') open++;
    if (*c == ')' && --open == 0) return c + 1 == r->end;
  }
  return 0;
}

/* The comparison that stands at `c`; not a part of `->`. */
static enum custody_comparison comparison_at(const struct range *r, const char *c, size_t *length) {
  static const struct {
    const char *text;
    enum custody_comparison comparison;
  } list[] = {{"==", CUSTODY_COMPARE_EQUAL},      {"!=", CUSTODY_COMPARE_UNEQUAL},
              {"<=", CUSTODY_COMPARE_LESS_EQUAL}, {">=", CUSTODY_COMPARE_GREATER_EQUAL},
              {"<", CUSTODY_COMPARE_LESS},        {">", CUSTODY_COMPARE_GREATER}};
  if (*c == '>' && c > r->at && c[-1] == '-') return CUSTODY_COMPARE_NOTHING;
  for (unsigned i = 0; i < sizeof list / sizeof list[0]; i++) {
    *length = strlen(list[i].text);
    if ((size_t)(r->end - c) >= *length && memcmp(c, list[i].text, *length) == 0)
      return list[i].comparison;
  }
  return CUSTODY_COMPARE_NOTHING;
}

/* Splits at the first comparison outside brackets; without one all is on the left. */
static enum custody_comparison split(struct range *left, struct range *right) {
  unsigned open = 0;
  for (const char *c = left->at; c < left->end; c++) {
    size_t length;
    if (*c == '(' || *c == '[') open++;
    if ((*c == ')' || *c == ']') && open) open--;
    enum custody_comparison found =
        open ? CUSTODY_COMPARE_NOTHING : comparison_at(left, c, &length);
    if (found == CUSTODY_COMPARE_NOTHING) continue;
    right->at = c + length;
    right->end = left->end;
    left->end = c;
    trim(left);
    trim(right);
    return found;
  }
  return CUSTODY_COMPARE_NOTHING;
}

static int is_word(const struct range *r, const char *word) {
  return length_of(r) == strlen(word) && memcmp(r->at, word, length_of(r)) == 0;
}

static int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

/* A number of decimal or hexadecimal digits; larger ones than fit are none. */
static int read_number(struct range r, int64_t *number) {
  int negative = length_of(&r) && *r.at == '-', base = 10;
  uint64_t value = 0;
  if (negative) r.at++;
  trim(&r);
  if (length_of(&r) > 2 && r.at[0] == '0' && (r.at[1] == 'x' || r.at[1] == 'X')) {
    base = 16;
    r.at += 2;
  }
  if (r.at == r.end) return 0;
  for (; r.at < r.end; r.at++) {
    int digit = digit_of(*r.at);
    if (digit >= base || value > (uint64_t)INT64_MAX / 16) return 0;
    value = value * (unsigned)base + (unsigned)digit;
  }
  *number = negative ? -(int64_t)value : (int64_t)value;
  return 1;
}

static int read_constant(const struct range *r, int64_t *number) {
  *number = is_word(r, "true");
  if (*number || is_word(r, "false") || is_word(r, "NULL") || is_word(r, "nullptr")) return 1;
  return read_number(*r, number);
}

static int is_name(const struct range *r) {
  for (const char *c = r->at; c < r->end; c++)
    if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:", *c)) return 0;
  return r->at < r->end && !(*r->at >= '0' && *r->at <= '9');
}

static enum custody_comparison mirrored(enum custody_comparison c) {
  switch (c) {
  case CUSTODY_COMPARE_LESS: return CUSTODY_COMPARE_GREATER;
  case CUSTODY_COMPARE_LESS_EQUAL: return CUSTODY_COMPARE_GREATER_EQUAL;
  case CUSTODY_COMPARE_GREATER: return CUSTODY_COMPARE_LESS;
  case CUSTODY_COMPARE_GREATER_EQUAL: return CUSTODY_COMPARE_LESS_EQUAL;
  default: return c;
  }
}

/* `1`: the value of a result that says yes. */
static const char *lone_constant(struct custody_condition *c) {
  c->comparison = c->number ? CUSTODY_COMPARE_UNEQUAL : CUSTODY_COMPARE_EQUAL;
  c->number = 0;
  return custody_expression_parse("ret", 3, &c->subject);
}

/* Takes `!` and brackets off the front; 1 if a `!` stands straight before what is left. */
static int unwrap(struct range *r, int *is_negated) {
  for (int is_bare = 0;;) {
    trim(r);
    if (is_bracketed(r)) {
      *r = (struct range){r->at + 1, r->end - 1};
      is_bare = 0;
    } else if (r->at < r->end && *r->at == '!') {
      r->at++;
      *is_negated = !*is_negated;
      is_bare = 1;
    } else return is_bare;
  }
}

/* What is tested is storage; a call stands for a lock. */
static const char *read_subject(const struct range *r, struct custody_expression *subject) {
  const char *why = custody_expression_parse(r->at, length_of(r), subject);
  for (unsigned i = 0; !why && i < subject->count; i++)
    if (subject->steps[i].kind == CUSTODY_EXPRESSION_CALL) why = "it tests what a call returns";
  return why;
}

const char *custody_condition_parse(const char *text, size_t length,
                                    struct custody_condition *condition) {
  struct range left = {text, text + length}, right = {text, text};
  *condition = (struct custody_condition){.name = NULL};
  int is_bare_not = unwrap(&left, &condition->is_negated);
  condition->comparison = split(&left, &right);
  if (condition->comparison == CUSTODY_COMPARE_NOTHING) {
    if (read_constant(&left, &condition->number)) return lone_constant(condition);
    return read_subject(&left, &condition->subject);
  }
  if (is_bare_not) return "what '!' negates needs brackets around it";
  if (read_constant(&left, &condition->number)) {
    condition->comparison = mirrored(condition->comparison);
    left = right;
  } else if (!read_constant(&right, &condition->number)) {
    if (!is_name(&right)) return "it can be compared with a number, NULL or an enumerator only";
    condition->name = right.at;
    condition->name_length = length_of(&right);
  }
  return read_subject(&left, &condition->subject);
}
