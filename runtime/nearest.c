/* See nearest.h. The distance is Levenshtein's, computed row by row (Wagner and Fischer, 1974). */
#include "nearest.h"

enum { LONGEST = 64 };

static unsigned least_of(unsigned a, unsigned b, unsigned c) {
  unsigned least = a < b ? a : b;
  return least < c ? least : c;
}

static unsigned distance(const char *word, size_t length, const char *name) {
  unsigned row[LONGEST];
  unsigned columns = 0;
  for (; name[columns] != '\0' && columns + 1 < LONGEST; columns++) row[columns] = columns;
  row[columns] = columns;
  for (size_t i = 0; i < length; i++) {
    unsigned diagonal = row[0];
    row[0]++;
    for (unsigned j = 1; j <= columns; j++) {
      unsigned changed = diagonal + (word[i] != name[j - 1]);
      diagonal = row[j];
      row[j] = least_of(changed, row[j] + 1, row[j - 1] + 1);
    }
  }
  return row[columns];
}

const char *custody_nearest(const char *word, size_t length, const char *const *names, int count) {
  const char *nearest = names[0];
  if (length > LONGEST) length = LONGEST;
  for (int i = 1; i < count; i++)
    if (distance(word, length, names[i]) < distance(word, length, nearest)) nearest = names[i];
  return nearest;
}
