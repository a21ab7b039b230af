/* custody explain: what a finding means, a bad and a good example, how to mend it, and when it can
 * be wrong. The pages are part of the command: nothing is looked up where it runs. */
#include "pages.h"
#include "verb.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: custody explain [NAME]\n\n"
    "Prints the page of a finding: what it means, a bad and a good example, how to mend it, and\n"
    "when it can be wrong. NAME is what stands in [-Wcustody-NAME]. Without it: all names.\n";

static const char option[] = "-Wcustody-";

enum { longest = 64 };

static void print_page(const struct page *page) {
  for (const char *const *line = page->lines; *line; line++) puts(*line);
}

/* The name and the title of each: the first line is "# name: title". */
static void print_names(void) {
  for (const struct page *page = pages; page->name; page++) {
    const char *title = strchr(page->lines[0], ':');
    printf("%-10s%s\n", page->name, title ? title + 1 : "");
  }
}

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

/* Levenshtein (1966), with one row of the table. */
static unsigned distance(const char *a, const char *b) {
  unsigned row[longest + 1];
  size_t length = strlen(b);
  if (strlen(a) > longest || length > longest) return longest;
  for (size_t j = 0; j <= length; j++) row[j] = (unsigned)j;
  for (size_t i = 1; a[i - 1]; i++) {
    unsigned corner = row[0];
    row[0] = (unsigned)i;
    for (size_t j = 1; j <= length; j++) {
      unsigned here = least(corner + (a[i - 1] != b[j - 1]), least(row[j], row[j - 1]) + 1);
      corner = row[j];
      row[j] = here;
    }
  }
  return row[length];
}

/* The name that was meant: less than half of the longer one is wrong. */
static const char *nearest(const char *name) {
  const char *best = NULL;
  unsigned least_distance = longest;
  for (const struct page *page = pages; page->name; page++) {
    unsigned d = distance(name, page->name);
    size_t length = strlen(name) > strlen(page->name) ? strlen(name) : strlen(page->name);
    if (d >= least_distance || 2 * d > length) continue;
    best = page->name;
    least_distance = d;
  }
  return best;
}

static int explain(const char *name) {
  if (strncmp(name, option, sizeof option - 1) == 0) name += sizeof option - 1;
  for (const struct page *page = pages; page->name; page++)
    if (strcmp(name, page->name) == 0) {
      print_page(page);
      return STATUS_CLEAN;
    }
  const char *near = nearest(name);
  if (near) return usage_error("explain", "no finding '%s': the nearest is '%s'", name, near);
  return usage_error("explain", "no finding '%s': 'custody explain' lists them", name);
}

int verb_explain(int count, char **words) {
  if (count && strcmp(words[0], "--help") == 0) {
    fputs(help, stdout);
    return STATUS_CLEAN;
  }
  if (count > 1) return usage_error("explain", "one name at a time");
  if (count) return explain(words[0]);
  print_names();
  return STATUS_CLEAN;
}
