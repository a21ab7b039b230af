/* A recursive descent over a few tokens. The recursion is bounded by the number of steps that an
 * expression can have, so hostile text ends in an error. */
#include <custody/expression.h>

#include <string.h>

struct parser {
  const char *at, *end;
  struct custody_expression *out;
  unsigned depth;
};

typedef const char *fault;

static int is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || (c & 0x80);
}

static int is_name_part(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

static void skip_space(struct parser *p) {
  while (p->at < p->end && strchr(" \t\n\r", *p->at) && *p->at) p->at++;
}

static int take(struct parser *p, const char *token) {
  size_t length = strlen(token);
  skip_space(p);
  if ((size_t)(p->end - p->at) < length || memcmp(p->at, token, length) != 0) return 0;
  p->at += length;
  return 1;
}

static fault add(struct parser *p, enum custody_expression_kind kind, const char *text,
                 size_t length) {
  if (p->out->count == CUSTODY_EXPRESSION_STEPS) return "it has too many steps";
  struct custody_expression_step step = {kind, text, length};
  p->out->steps[p->out->count++] = step;
  return NULL;
}

/* A name; in C++ perhaps with a scope: a::b. */
static size_t name_length(const struct parser *p) {
  const char *c = p->at;
  if (c == p->end || !is_name_start(*c)) return 0;
  while (c < p->end) {
    if (is_name_part(*c)) c++;
    else if (p->end - c > 2 && c[0] == ':' && c[1] == ':' && is_name_start(c[2])) c += 2;
    else break;
  }
  return (size_t)(c - p->at);
}

static fault name(struct parser *p, enum custody_expression_kind kind) {
  skip_space(p);
  size_t length = name_length(p);
  if (!length) return p->at == p->end ? "a name is missing at its end" : "a name is missing";
  const char *text = p->at;
  p->at += length;
  return add(p, kind, text, length);
}

static int take_word(struct parser *p, const char *word) {
  skip_space(p);
  if (name_length(p) != strlen(word)) return 0;
  return take(p, word);
}

static fault index_step(struct parser *p) {
  skip_space(p);
  const char *text = p->at;
  for (unsigned open = 1; p->at < p->end; p->at++) {
    if (*p->at == '[') open++;
    if (*p->at != ']' || --open) continue;
    size_t length = (size_t)(p->at - text);
    while (length && text[length - 1] == ' ') length--;
    p->at++;
    return add(p, CUSTODY_EXPRESSION_INDEX, text, length);
  }
  return "a ']' is missing";
}

/* To the bracket that closes the one that was taken. */
static fault call_step(struct parser *p) {
  const char *text = p->at;
  for (unsigned open = 1; p->at < p->end; p->at++) {
    if (*p->at == '(') open++;
    if (*p->at != ')' || --open) continue;
    size_t length = (size_t)(p->at - text);
    p->at++;
    return add(p, CUSTODY_EXPRESSION_CALL, text, length);
  }
  return "a ')' is missing";
}

/* Only what has a name is called. */
static int ends_in_name(const struct parser *p) {
  enum custody_expression_kind kind = p->out->steps[p->out->count - 1].kind;
  return kind == CUSTODY_EXPRESSION_NAME || kind == CUSTODY_EXPRESSION_MEMBER ||
         kind == CUSTODY_EXPRESSION_ARROW;
}

static fault unary(struct parser *p);

static fault primary(struct parser *p) {
  if (take(p, "(")) {
    fault f = unary(p);
    if (f) return f;
    return take(p, ")") ? NULL : "a ')' is missing";
  }
  if (take_word(p, "struct") || take_word(p, "union") || take_word(p, "class"))
    return name(p, CUSTODY_EXPRESSION_TYPE);
  return name(p, CUSTODY_EXPRESSION_NAME);
}

static fault postfix(struct parser *p) {
  fault f = primary(p);
  while (!f) {
    if (take(p, "->")) f = name(p, CUSTODY_EXPRESSION_ARROW);
    else if (take(p, ".")) f = name(p, CUSTODY_EXPRESSION_MEMBER);
    else if (take(p, "[")) f = index_step(p);
    else if (ends_in_name(p) && take(p, "(")) f = call_step(p);
    else break;
  }
  return f;
}

static fault unary(struct parser *p) {
  if (++p->depth > CUSTODY_EXPRESSION_STEPS) return "it is nested too deep";
  int deref = take(p, "*"), address = !deref && take(p, "&");
  fault f = deref || address ? unary(p) : postfix(p);
  if (!f && deref) f = add(p, CUSTODY_EXPRESSION_DEREF, NULL, 0);
  if (!f && address) f = add(p, CUSTODY_EXPRESSION_ADDRESS, NULL, 0);
  return f;
}

const char *custody_expression_parse(const char *text, size_t length,
                                     struct custody_expression *expression) {
  struct parser p = {text, text + length, expression, 0};
  expression->count = 0;
  fault f = unary(&p);
  if (f) return f;
  skip_space(&p);
  return p.at == p.end ? NULL : "something follows its end";
}

size_t custody_expression_argument(const char *text, size_t length) {
  unsigned open = 0;
  int quoted = 0;
  for (size_t i = 0; i < length; i++) {
    char c = text[i];
    if (quoted) {
      if (c == '\\') i++;
      else if (c == '"') quoted = 0;
    } else if (c == '"') quoted = 1;
    else if (c == '(' || c == '[') open++;
    else if ((c == ')' || c == ']') && open) open--;
    else if (c == ',' && !open) return i;
  }
  return length;
}
