/* See glob.h. When a way fails, only the last star can help by taking one character more: what the
 * stars before it took was the least that they could. So it takes at most the product of the two
 * lengths. */
#include "glob.h"

int custody_glob_matches(const char *pattern, size_t length, const char *text) {
  const char *end = pattern + length, *star = NULL, *taken = NULL;
  while (*text != '\0') {
    if (pattern < end && *pattern == '*') {
      star = ++pattern;
      taken = text;
    } else if (pattern < end && (*pattern == '?' || *pattern == *text)) {
      pattern++;
      text++;
    } else if (star) {
      pattern = star;
      text = ++taken;
    } else {
      return 0;
    }
  }
  while (pattern < end && *pattern == '*') pattern++;
  return pattern == end;
}
