/* Which name was meant: the edit distance of Levenshtein (1966), with two rows of a table, for
 * names of at most 64 bytes. */
#include "words.h"

#include <string.h>

enum { longest = 64 };

void word_near_begin(struct word_near *near, const char *name, size_t length) {
  near->name = name;
  near->length = length;
  near->best = NULL;
  near->distance = (unsigned)(length / 3) + 2;
}

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length) {
  unsigned before[longest + 1], now[longest + 1];
  for (size_t j = 0; j <= b_length; j++) before[j] = (unsigned)j;
  for (size_t i = 1; i <= a_length; i++) {
    now[0] = (unsigned)i;
    for (size_t j = 1; j <= b_length; j++)
      now[j] =
          least(least(before[j], now[j - 1]) + 1, before[j - 1] + (unsigned)(a[i - 1] != b[j - 1]));
    memcpy(before, now, (b_length + 1) * sizeof *now);
  }
  return before[b_length];
}

void word_near_try(struct word_near *near, const char *candidate) {
  size_t length = strlen(candidate);
  if (near->length > longest || length > longest) return;
  unsigned d = distance(near->name, near->length, candidate, length);
  if (d >= near->distance || d >= (near->length > length ? near->length : length)) return;
  near->distance = d;
  near->best = candidate;
}
