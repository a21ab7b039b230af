/* See stats_sum.h. Equal names are one class, whichever object file's they are. In the square of the
 * rows, of which a program has some hundreds. */
#include "stats_sum.h"

static int is_there(const struct custody_stats_row *row) {
  return atomic_load_explicit(&row->kind, memory_order_acquire) != 0;
}

static int same_name(const char *a, const char *b) { return a == b || custody_text_equal(a, b); }

static int same_row(const struct custody_stats_row *a, const struct custody_stats_row *b) {
  return is_there(a) && is_there(b) && a->kind == b->kind && a->lock == b->lock &&
         same_name(a->name, b->name);
}

static void add_times(struct custody_stats_times *sum, const struct custody_stats_times *times) {
  sum->count += times->count;
  sum->sum += times->sum;
  if (times->longest > sum->longest) sum->longest = times->longest;
  for (int i = 0; i < CUSTODY_STATS_TIMES_KEPT; i++) sum->kept[i] += times->kept[i];
}

void custody_stats_sum(struct custody_stats_row *sum, uint32_t first) {
  const struct custody_stats_row *of = custody_stats_row(first);
  unsigned char *byte = (unsigned char *)sum;
  for (size_t i = 0; i < sizeof *sum; i++) byte[i] = 0;
  sum->kind = of->kind;
  sum->name = of->name;
  sum->lock = of->lock;
  for (uint32_t i = first; i < custody_stats_rows(); i++) {
    const struct custody_stats_row *row = custody_stats_row(i);
    if (!same_row(of, row)) continue;
    if (row->holds.longest > sum->holds.longest) {
      sum->place = row->place;
      sum->stack = row->stack;
    }
    add_times(&sum->waits, &row->waits);
    add_times(&sum->holds, &row->holds);
  }
}

/* Puts a row where it belongs; what is last falls out when there is no room. */
static void insert(struct custody_stats_list *list, uint32_t row,
                   int (*is_before)(uint32_t, uint32_t)) {
  uint32_t at = list->count;
  if (at == CUSTODY_STATS_SHOWN) {
    list->left++;
    if (!is_before(row, list->row[--at])) return;
  } else list->count++;
  for (; at > 0 && is_before(row, list->row[at - 1]); at--) list->row[at] = list->row[at - 1];
  list->row[at] = row;
}

static uint64_t weight(uint32_t first) {
  const struct custody_stats_row *of = custody_stats_row(first);
  uint64_t waits = 0, holds = 0;
  for (uint32_t i = first; i < custody_stats_rows(); i++) {
    const struct custody_stats_row *row = custody_stats_row(i);
    if (!same_row(of, row)) continue;
    waits += row->waits.sum;
    holds += row->holds.sum;
  }
  return (waits << 16) + (holds >> 8);
}

static int waited_longer(uint32_t a, uint32_t b) { return weight(a) > weight(b); }

void custody_stats_list_rows(struct custody_stats_list *list, enum custody_stats_kind kind) {
  list->count = list->left = 0;
  for (uint32_t i = 0; i < custody_stats_rows(); i++) {
    const struct custody_stats_row *row = custody_stats_row(i);
    uint32_t first = 0;
    if (!is_there(row) || row->kind != kind) continue;
    while (!same_row(custody_stats_row(first), row)) first++;
    if (first == i) insert(list, i, waited_longer);
  }
}

/* -- accesses -------------------------------------------------------------------------------- */

static int same_access(const struct custody_stats_access *a, const struct custody_stats_access *b) {
  if (!a->is_there || !b->is_there || a->access != b->access || a->roles != b->roles ||
      a->more != b->more || !same_name(a->rule->field, b->rule->field))
    return 0;
  for (int i = 0; i < CUSTODY_STATS_HELD; i++)
    if (!same_name(a->held[i], b->held[i]) || a->mode[i] != b->mode[i]) return 0;
  return 1;
}

uint64_t custody_stats_sum_access(uint32_t first) {
  uint64_t sum = 0;
  for (uint32_t i = first; i < custody_stats_accesses(); i++)
    if (same_access(custody_stats_access(first), custody_stats_access(i)))
      sum += custody_stats_access(i)->count;
  return sum;
}

static int is_earlier(uint32_t a, uint32_t b) {
  const char *left = custody_stats_access(a)->rule->field;
  const char *right = custody_stats_access(b)->rule->field;
  if (!same_name(left, right)) return custody_text_before(left, right);
  return custody_stats_sum_access(a) > custody_stats_sum_access(b);
}

void custody_stats_list_accesses(struct custody_stats_list *list) {
  list->count = list->left = 0;
  for (uint32_t i = 0; i < custody_stats_accesses(); i++) {
    const struct custody_stats_access *access = custody_stats_access(i);
    uint32_t first = 0;
    if (!access->is_there) continue;
    while (!same_access(custody_stats_access(first), access)) first++;
    if (first == i) insert(list, i, is_earlier);
  }
}
