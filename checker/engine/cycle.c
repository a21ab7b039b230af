/* Circles in the order of locks, by length, each from its edge of the lowest number. A circle is
 * real only if different threads can stand on all its edges at once: no lock that two of them both
 * hold exclusively keeps one out, and at each lock the holder makes the other wait.
 *
 * The search is over the few edges between locks that nest at all, and ends after MAX_STEPS. */
#include "cycle.h"
#include "context.h"
#include "lock_name.h"

#include <string.h>

enum { MAX_STEPS = 1 << 20, MAX_TOLD_CYCLES = 256 };

struct told {
  uint32_t count;
  uint32_t names[MAX_CYCLE];
};

struct search {
  struct program *p;
  const struct edges *edges;
  uint32_t length, steps;
  struct cycle cycle;
  uint32_t start;
  struct told told[MAX_TOLD_CYCLES];
  uint32_t told_count;
  void (*tell)(struct program *, const struct cycle *);
};

int program_modes_conflict(const struct program *p, uint32_t name, uint8_t held, uint8_t wanted) {
  int both_shared = held == CUSTODY_HELD_SHARED && wanted == CUSTODY_HELD_SHARED;
  return !both_shared || program_prefers_writers(p, name);
}

static int share_gate(const struct edge *a, const struct edge *b) {
  for (unsigned i = 0; i < a->gate_count; i++)
    for (unsigned k = 0; k < b->gate_count; k++)
      if (a->gates[i] == b->gates[k]) return 1;
  return 0;
}

/* Whether the edge waits for what `next` holds. */
static int leads_to(const struct program *p, const struct edge *e, const struct edge *next) {
  const struct nesting *a = e->nesting, *b = next->nesting;
  return lock_names_meet(p, a->second_name, b->first_name) &&
         program_modes_conflict(p, b->first_name, b->first_mode, a->second_mode);
}

static int can_join(const struct search *s, const struct edge *e, int closes) {
  for (uint32_t i = 0; i < s->cycle.count; i++) {
    const struct edge *before = s->cycle.edge[i];
    if (share_gate(before, e)) return 0;
    if (i == 0 && closes) continue;
    if (lock_names_meet(s->p, before->nesting->first_name, e->nesting->second_name)) return 0;
  }
  return 1;
}

/* Whether the thread of edge `at` can be one in this context while that of edge `before` waits. */
static int can_meet(const struct search *s, uint32_t before, uint32_t at, uint32_t context) {
  const struct cycle *c = &s->cycle;
  return program_two_threads(s->p, c->context[before], context) &&
         !program_thread_is_over(s->p, context, c->edge[before]->joined) &&
         !program_thread_is_over(s->p, c->context[before], c->edge[at]->joined);
}

static int assign_threads(struct search *s, uint32_t at) {
  struct cycle *c = &s->cycle;
  if (at == c->count) return 1;
  for (uint32_t i = 0; i < s->p->contexts->count; i++) {
    if (!(c->edge[at]->contexts >> i & 1)) continue;
    uint32_t k = 0;
    while (k < at && can_meet(s, k, at, i)) k++;
    c->context[at] = i;
    if (k == at && assign_threads(s, at + 1)) return 1;
  }
  return 0;
}

static int is_told_name(const struct search *s, uint32_t name) {
  for (uint32_t i = 0; i < s->cycle.count; i++)
    if (lock_names_meet(s->p, name, s->cycle.edge[i]->nesting->first_name)) return 1;
  return 0;
}

/* Whether all locks of a circle that was told are in this one. */
static int is_told(const struct search *s) {
  for (uint32_t i = 0; i < s->told_count; i++) {
    uint32_t k = 0;
    while (k < s->told[i].count && is_told_name(s, s->told[i].names[k])) k++;
    if (k == s->told[i].count) return 1;
  }
  return 0;
}

static void close_cycle(struct search *s) {
  if (s->told_count == MAX_TOLD_CYCLES || is_told(s) || !assign_threads(s, 0)) return;
  struct told *t = &s->told[s->told_count++];
  t->count = s->cycle.count;
  for (uint32_t i = 0; i < t->count; i++) t->names[i] = s->cycle.edge[i]->nesting->first_name;
  s->tell(s->p, &s->cycle);
}

/* From one instance to another of the same name. */
static int is_loop(const struct program *p, const struct edge *e) {
  return lock_names_meet(p, e->nesting->first_name, e->nesting->second_name);
}

static void extend(struct search *s) {
  const struct edge *last = s->cycle.edge[s->cycle.count - 1];
  int closes = s->cycle.count + 1 == s->length;
  for (uint32_t i = s->start + 1; i < s->edges->rows.count && s->steps; i++) {
    const struct edge *e = &s->edges->rows.row[i];
    s->steps--;
    if (is_loop(s->p, e) || !leads_to(s->p, last, e) ||
        (closes && !leads_to(s->p, e, s->cycle.edge[0])))
      continue;
    if (!can_join(s, e, closes)) continue;
    s->cycle.edge[s->cycle.count++] = e;
    if (closes) close_cycle(s);
    else extend(s);
    s->cycle.count--;
  }
}

/* Two instances of one lock, which two threads take in different orders. */
static void find_alone(struct search *s, const struct edge *e) {
  if (!is_loop(s->p, e) || !leads_to(s->p, e, e) || e->gate_count) return;
  for (uint32_t i = 0; i < 2; i++) s->cycle.edge[i] = e;
  s->cycle.count = 2;
  close_cycle(s);
}

void program_find_cycles(struct program *p, const struct edges *edges,
                         void (*tell)(struct program *, const struct cycle *)) {
  struct search *s = ARENA_ARRAY(&p->arena, struct search, 1);
  *s = (struct search){.p = p, .edges = edges, .steps = MAX_STEPS, .tell = tell};
  for (uint32_t i = 0; i < edges->rows.count; i++) find_alone(s, &edges->rows.row[i]);
  for (s->length = 2; s->length <= MAX_CYCLE; s->length++)
    for (s->start = 0; s->start < edges->rows.count && s->steps; s->start++) {
      s->cycle.edge[0] = &edges->rows.row[s->start];
      s->cycle.count = 1;
      if (!is_loop(p, s->cycle.edge[0])) extend(s);
    }
}
