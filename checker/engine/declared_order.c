/* Orders of locks that the program declares, as one graph: what comes before what, perhaps by way
 * of others and of several files. */
#include "lock_name.h"
#include "nesting.h"
#include "report.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

static int same(const struct declared_order *a, const struct declared_order *b) {
  return a->count == b->count && memcmp(a->names, b->names, a->count * sizeof *a->names) == 0;
}

/* One order is declared once, however many files include its header. */
void program_declare_order(struct program *p, const uint32_t *locks, uint32_t count,
                           const char *text, struct place place) {
  struct lock_order *order = p->order;
  uint32_t *names = ARENA_ARRAY(&p->arena, uint32_t, count);
  for (uint32_t i = 0; i < count; i++) {
    names[i] = lock_name(p, locks[i]);
    if (names[i] == FACTS_NONE) return;
  }
  struct declared_order declared = {text, place, count, names};
  for (uint32_t i = 0; i < order->declared.count; i++)
    if (same(&order->declared.row[i], &declared)) return;
  uint32_t at = FACTS_APPEND(order, declared, 1);
  order->declared.row[at] = declared;
}

/* One lock twice: the program keeps an order of its own among the locks of this name. */
static int says_kept(const struct program *p, const struct declared_order *d) {
  return d->count == 2 && lock_names_meet(p, d->names[0], d->names[1]);
}

int program_keeps_order(const struct program *p, uint32_t name) {
  for (uint32_t i = 0; i < p->order->declared.count; i++) {
    const struct declared_order *d = &p->order->declared.row[i];
    if (says_kept(p, d) && lock_names_meet(p, d->names[0], name)) return 1;
  }
  return 0;
}

struct search {
  const struct program *p;
  uint32_t later;
  uint32_t seen[64];
  uint32_t seen_count;
};

static int is_seen(struct search *s, uint32_t name) {
  for (uint32_t i = 0; i < s->seen_count; i++)
    if (s->seen[i] == name) return 1;
  if (s->seen_count == 64) return 1;
  s->seen[s->seen_count++] = name;
  return 0;
}

/* The last declaration on the way from a name to `later`, or null. */
static const struct declared_order *find(struct search *s, uint32_t from) {
  const struct lock_order *order = s->p->order;
  if (is_seen(s, from)) return NULL;
  for (uint32_t i = 0; i < order->declared.count; i++) {
    const struct declared_order *d = &order->declared.row[i];
    uint32_t k = 0;
    if (says_kept(s->p, d)) continue;
    while (k < d->count && !lock_names_meet(s->p, d->names[k], from)) k++;
    for (k++; k < d->count; k++) {
      if (lock_names_meet(s->p, d->names[k], s->later)) return d;
      const struct declared_order *further = find(s, d->names[k]);
      if (further) return further;
    }
  }
  return NULL;
}

const struct declared_order *program_declared(const struct program *p, uint32_t earlier,
                                              uint32_t later) {
  struct search s = {.p = p, .later = later};
  return p->order->declared.count ? find(&s, earlier) : NULL;
}

static int is_before(struct place a, struct place b) {
  int files = strcmp(a.file, b.file);
  return files ? files < 0 : a.line < b.line;
}

static void contradict(struct program *p, const struct declared_order *d,
                       const struct declared_order *other, uint32_t name) {
  int itself = d == other;
  const char *text =
      arena_format(&p->arena, "%s contradicts %s: '%s' would come before itself", d->text,
                   itself ? "itself" : other->text, lock_name_text(p, name));
  const char *note =
      arena_format(&p->arena, "%s is declared here: keep one of the two", other->text);
  report_annotation(p, d->place, text, "", other->place, itself ? "name each lock once" : note);
}

/* A declaration that wants a lock of this one before an earlier one, or null. */
static const struct declared_order *against(const struct program *p, const struct declared_order *d,
                                            uint32_t *name) {
  for (uint32_t i = 0; i < d->count; i++)
    for (uint32_t k = i + 1; k < d->count; k++) {
      const struct declared_order *other = program_declared(p, d->names[k], d->names[i]);
      *name = d->names[i];
      if (other) return other;
    }
  return NULL;
}

/* Told at the place that sorts first, so that the order of the files does not matter. */
void program_check_declared(struct program *p) {
  uint8_t *told = ARENA_ARRAY(&p->arena, uint8_t, p->order->declared.count + 1);
  for (uint32_t i = 0; i < p->order->declared.count; i++) {
    const struct declared_order *d = &p->order->declared.row[i];
    uint32_t name;
    const struct declared_order *other = against(p, d, &name);
    if (!other || told[i] || told[other - p->order->declared.row]) continue;
    told[i] = told[other - p->order->declared.row] = 1;
    if (is_before(other->place, d->place)) contradict(p, other, d, name);
    else contradict(p, d, other, name);
  }
}
