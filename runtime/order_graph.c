/* See order_graph.h. Tables are fixed: nothing may be allocated while a lock is taken. */
#include "order_graph.h"
#include "text.h"

#include <stddef.h>

enum { CLASSES = 1024, EDGES = 8192, POINTERS = 4096, MOST_VISITS = 20000 };

static struct {
  const char *name[CLASSES];
  uint16_t first[CLASSES]; /* edge, or 0 */
  uint32_t count;
} classes = {.count = 1};

static struct custody_order_edge edges[EDGES]; /* row 0 stays free */

/* The texts that were asked for, by address: equal ones may lie in several places. */
static struct {
  const char *text;
  uint16_t number;
} pointers[POINTERS];

static uint32_t number_of(const char *text) {
  for (uint32_t i = 1; i < classes.count; i++)
    if (custody_text_equal(classes.name[i], text)) return i;
  if (classes.count == CLASSES) return 0;
  classes.name[classes.count] = text;
  return classes.count++;
}

static uint32_t hash(uint64_t key) { return (uint32_t)(key * 0x9e3779b97f4a7c15 >> 40); }

uint32_t custody_order_class(const char *text) {
  for (uint32_t i = hash((uintptr_t)text), tries = 0; tries < 16; i++, tries++) {
    if (pointers[i % POINTERS].text == text) return pointers[i % POINTERS].number;
    if (pointers[i % POINTERS].text) continue;
    uint32_t number = number_of(text);
    pointers[i % POINTERS].number = (uint16_t)number;
    pointers[i % POINTERS].text = text;
    return number;
  }
  return number_of(text);
}

const char *custody_order_class_name(uint32_t number) { return classes.name[number]; }

/* The row of the edge, or the free one where it belongs; null: there is none. */
static struct custody_order_edge *find_edge(uint32_t from, uint32_t to) {
  for (uint32_t i = hash((uint64_t)from << 16 | to), tries = 0; tries < EDGES; i++, tries++) {
    struct custody_order_edge *e = &edges[i % EDGES];
    if (e == edges) continue;
    if (!e->from || (e->from == from && e->to == to)) return e;
  }
  return NULL;
}

static uint8_t kind_bit(int from_shared, int to_passes) {
  return (uint8_t)(1 << (2 * (from_shared != 0) + (to_passes != 0)));
}

/* Keeps of the gates those that are among the others; says whether any was lost. */
static int keep_gates(const void **gates, uint32_t *count, const void *const *others,
                      uint32_t other_count) {
  uint32_t kept = 0, before = *count;
  for (uint32_t i = 0; i < before; i++) {
    uint32_t k = 0;
    while (k < other_count && others[k] != gates[i]) k++;
    if (k < other_count) gates[kept++] = gates[i];
  }
  *count = kept;
  return kept < before;
}

/* Whether the step can close a circle that was not there: it's new, in a new mode, or has lost a
 * gate. */
static int note(struct custody_order_edge *e, const struct custody_order_step *step) {
  uint8_t kind = kind_bit(step->from_shared, step->to_passes);
  if (e->from) {
    int is_new = !(e->kinds & kind);
    e->kinds |= kind;
    return keep_gates(e->gates, &e->gate_count, step->gates, step->gate_count) || is_new;
  }
  *e = (struct custody_order_edge){.from = (uint16_t)step->from,
                                   .to = (uint16_t)step->to,
                                   .next = classes.first[step->from],
                                   .kinds = kind,
                                   .gate_count = step->gate_count,
                                   .held_at = step->held_at,
                                   .taken_at = step->taken_at,
                                   .thread = step->thread};
  for (uint32_t i = 0; i < step->gate_count; i++) e->gates[i] = step->gates[i];
  classes.first[step->from] = (uint16_t)(e - edges);
  return 1;
}

struct search {
  uint32_t goal;
  int goal_shared; /* how the lock at the end of the circle is held */
  uint32_t visits;
  struct custody_order_circle *circle;
};

struct gates {
  const void *gate[CUSTODY_ORDER_GATES];
  uint32_t count;
};

static int reach(struct search *s, uint32_t at, int passes, struct gates gates);

/* Along one edge in one of its modes. A way that passes readers does not wait for one. */
static int follow(struct search *s, const struct custody_order_edge *e, int passes, int to_passes,
                  struct gates gates) {
  int some_wait =
      (e->kinds & kind_bit(0, to_passes)) || (!passes && (e->kinds & kind_bit(1, to_passes)));
  if (!some_wait) return 0;
  s->circle->edge[s->circle->count++] = e;
  keep_gates(gates.gate, &gates.count, e->gates, e->gate_count);
  if (e->to == s->goal && !(to_passes && s->goal_shared) && gates.count == 0) return 1;
  if (e->to != s->goal && reach(s, e->to, to_passes, gates)) return 1;
  s->circle->count--;
  return 0;
}

static int is_on_way(const struct search *s, uint32_t class) {
  for (uint32_t i = 0; i < s->circle->count; i++)
    if (s->circle->edge[i]->from == class) return 1;
  return 0;
}

/* Depth first; circles are short, and what is too long or too much is given up. */
static int reach(struct search *s, uint32_t at, int passes, struct gates gates) {
  if (s->circle->count == CUSTODY_ORDER_LONGEST || is_on_way(s, at)) return 0;
  for (uint32_t i = classes.first[at]; i; i = edges[i].next) {
    if (s->visits++ > MOST_VISITS) return 0;
    for (int to_passes = 0; to_passes < 2; to_passes++)
      if (follow(s, &edges[i], passes, to_passes, gates)) return 1;
  }
  return 0;
}

/* The edge's gates are those of all its times, so a gate that was missing once is none. */
static int closes(const struct custody_order_edge *e, const struct custody_order_step *step,
                  struct custody_order_circle *circle) {
  struct search s = {step->from, step->from_shared, 0, circle};
  struct gates gates = {.count = e->gate_count};
  for (uint32_t i = 0; i < e->gate_count; i++) gates.gate[i] = e->gates[i];
  circle->count = 0;
  return reach(&s, step->to, step->to_passes, gates);
}

enum custody_order custody_order_add(const struct custody_order_step *step,
                                     struct custody_order_circle *circle,
                                     const struct custody_order_edge **edge) {
  struct custody_order_edge *e = find_edge(step->from, step->to);
  if (!e) return CUSTODY_ORDER_FULL;
  *edge = e;
  if (!note(e, step) || e->told || !closes(e, step, circle)) return CUSTODY_ORDER_FINE;
  e->told = 1;
  return CUSTODY_ORDER_CIRCLE;
}
