/* Entries of policies that speak of nothing. Each unit lists those that it has not met, in the order
 * of the policy's lines; of the whole program, those are left that all its units list. */
#include "program.h"

#include <stdlib.h>
#include <string.h>

struct unmet {
  const char *file;
  struct finding_place *list;
  uint32_t count;
  struct unmet *next;
};

static const char *read_number(const char *text, uint32_t *number) {
  char *end;
  unsigned long value = strtoul(text, &end, 10);
  *number = value < UINT32_MAX ? (uint32_t)value : 0;
  return end;
}

/* "12:3-16 19:5": a line or several, and the column where it changes. Counts them where `list` is
 * null. */
static uint32_t read_positions(const char *file, const char *text, struct finding_place *list) {
  enum { MOST = 1 << 16 };
  uint32_t count = 0, line, last, column = 1;
  while (*text) {
    const char *end = read_number(text, &line);
    if (end == text) break;
    if (*end == ':') end = read_number(end + 1, &column);
    last = line;
    if (*end == '-') end = read_number(end + 1, &last);
    for (; line <= last && count < MOST; line++) {
      if (list) list[count] = (struct finding_place){file, line, column};
      count++;
    }
    text = end + (*end == ' ');
  }
  return count;
}

static int is_before(const struct finding_place *a, const struct finding_place *b) {
  return a->line != b->line ? a->line < b->line : a->column < b->column;
}

/* Keeps those that both have; both are sorted. */
static void intersect(struct unmet *all, const struct finding_place *list, uint32_t count) {
  uint32_t kept = 0;
  for (uint32_t i = 0, k = 0; i < all->count; i++) {
    while (k < count && is_before(&list[k], &all->list[i])) k++;
    if (k < count && !is_before(&all->list[i], &list[k])) all->list[kept++] = all->list[i];
  }
  all->count = kept;
}

void program_read_unmet(struct program *p, struct place policy, const char *positions) {
  if (p->world == ENGINE_OPEN_WORLD || !policy.file) return;
  uint32_t count = read_positions(policy.file, positions, NULL);
  struct finding_place *list = ARENA_ARRAY(&p->arena, struct finding_place, count + 1);
  read_positions(policy.file, positions, list);
  for (struct unmet *at = p->unmet_lists; at; at = at->next)
    if (strcmp(at->file, policy.file) == 0) {
      intersect(at, list, count);
      return;
    }
  struct unmet *first = ARENA_ARRAY(&p->arena, struct unmet, 1);
  *first = (struct unmet){policy.file, list, count, p->unmet_lists};
  p->unmet_lists = first;
}

static int compare(const void *left, const void *right) {
  const struct unmet_entry *a = left, *b = right;
  int files = strcmp(a->place.file, b->place.file);
  if (files) return files;
  return is_before(&b->place, &a->place) - is_before(&a->place, &b->place);
}

void program_list_unmet(struct program *p) {
  for (const struct unmet *at = p->unmet_lists; at; at = at->next)
    for (uint32_t i = 0; i < at->count; i++) {
      uint32_t row = FACTS_APPEND(p, unmet, 1);
      p->unmet.row[row].place = at->list[i];
    }
  if (p->unmet.count) qsort(p->unmet.row, p->unmet.count, sizeof *p->unmet.row, compare);
}
