/* The small grammars beside that of lock expressions: `$3`, and the tests of a passed number. */
#include "words.h"

#include <stdlib.h>
#include <string.h>

unsigned word_position(const char *text, size_t length) {
  unsigned position = 0;
  if (length < 2 || length > 3 || *text != '$') return 0;
  for (size_t i = 1; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') return 0;
    position = position * 10 + (unsigned)(text[i] - '0');
  }
  return position;
}

struct scan {
  const char *at, *end;
};

static int take(struct scan *s, const char *token) {
  while (s->at < s->end && *s->at == ' ') s->at++;
  size_t length = strlen(token);
  if ((size_t)(s->end - s->at) < length || memcmp(s->at, token, length) != 0) return 0;
  s->at += length;
  return 1;
}

static int take_position(struct scan *s, unsigned *position) {
  if (!take(s, "$")) return 0;
  const char *begin = s->at - 1;
  while (s->at < s->end && *s->at >= '0' && *s->at <= '9') s->at++;
  *position = word_position(begin, (size_t)(s->at - begin));
  return *position != 0;
}

static int take_number(struct scan *s, long *number) {
  take(s, " ");
  char digits[24];
  size_t length = (size_t)(s->end - s->at);
  if (length >= sizeof digits) length = sizeof digits - 1;
  memcpy(digits, s->at, length);
  digits[length] = 0;
  char *end;
  *number = strtol(digits, &end, 0);
  s->at += end - digits;
  return end != digits;
}

static int is_at_end(struct scan *s) {
  take(s, "");
  return s->at == s->end;
}

int word_passed(const char *text, size_t length, struct word_passed *passed) {
  struct scan s = {text, text + length};
  passed->mask = -1;
  passed->value = 0;
  if (take(&s, "!"))
    return take(&s, "(") && take_position(&s, &passed->parameter) && take(&s, "&") &&
           take_number(&s, &passed->mask) && take(&s, ")") && is_at_end(&s);
  return take_position(&s, &passed->parameter) && take(&s, "==") &&
         take_number(&s, &passed->value) && is_at_end(&s);
}
