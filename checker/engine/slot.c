/* Linear in slots and edges: a function goes along each edge once. */
#include "slot.h"

#include "intern.h"

#include <stdlib.h>

struct edge {
  uint32_t to, next; /* row of edges, +1 */
};

struct members {
  FACTS_TABLE(uint32_t, functions);
  uint8_t queued;
};

struct slots {
  struct program *p;
  uint32_t *first; /* of each function: its own slots begin here, see slot_of_function */
  FACTS_TABLE(uint32_t, edge_of); /* of each slot: its newest edge, +1 */
  FACTS_TABLE(uint32_t, member_of); /* of each slot: row of members, +1 */
  FACTS_TABLE(struct edge, edges);
  FACTS_TABLE(struct members, members);
  FACTS_TABLE(uint32_t, queue);
};

static void add_slots(struct slots *w, uint32_t count) {
  FACTS_APPEND(w, edge_of, count);
  FACTS_APPEND(w, member_of, count);
}

static uint32_t slot_named(struct slots *w, uint64_t kind, uint64_t a, uint64_t b) {
  struct intern_key key = {INTERN_SLOT, NULL, {kind, a, b}};
  uint32_t *index = interner_find(w->p->interner, &key);
  if (*index == FACTS_NONE) {
    *index = w->edge_of.count;
    add_slots(w, 1);
  }
  return *index;
}

/* They lie side by side; an argument that no parameter is known for has one by name. */
uint32_t slot_of_function(struct slots *w, uint32_t kind, uint32_t function, uint32_t index) {
  const struct facts_function *f = w->p->functions.row[function].facts;
  uint32_t at = w->first[function];
  if (kind == FACTS_RESULT) return at;
  at += 1 + index;
  if (kind == FACTS_PARAM && index < f->parameter_count) return at;
  at += f->parameter_count;
  if (kind == FACTS_LOCAL && index < f->local_count) return at;
  at += f->local_count;
  if (kind == FACTS_TEMP && index < f->temp_count) return at;
  return slot_named(w, kind, function, index);
}

uint32_t slot_of(struct slots *w, uint32_t owner, uint32_t path) {
  for (;;) {
    const struct facts_node *n = node_of(w->p, path);
    switch (n->kind) {
    case FACTS_FIELD: return slot_named(w, FACTS_FIELD, n->b, 0);
    case FACTS_GLOBAL: return slot_named(w, FACTS_GLOBAL, n->a, 0);
    case FACTS_LOCAL:
    case FACTS_PARAM:
    case FACTS_TEMP: return slot_of_function(w, n->kind, owner, n->a);
    case FACTS_INDEX:
    case FACTS_DEREF: path = n->a; break;
    default: return FACTS_NONE;
    }
  }
}

struct slots *slots_new(struct program *p) {
  struct slots *w = ARENA_ARRAY(&p->arena, struct slots, 1);
  w->p = p;
  w->first = ARENA_ARRAY(&p->arena, uint32_t, p->functions.count + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct facts_function *f = p->functions.row[i].facts;
    w->first[i] = count;
    count += 1 + f->parameter_count + f->local_count + f->temp_count;
  }
  add_slots(w, count);
  return w;
}

void slots_free(struct slots *w) {
  if (!w) return;
  for (uint32_t i = 0; i < w->members.count; i++) free(w->members.row[i].functions.row);
  free(w->members.row);
  free(w->edge_of.row);
  free(w->member_of.row);
  free(w->edges.row);
  free(w->queue.row);
}

static struct members *members_of(const struct slots *w, uint32_t slot) {
  uint32_t row = w->member_of.row[slot];
  return row ? &w->members.row[row - 1] : NULL;
}

static void enqueue(struct slots *w, uint32_t slot) {
  struct members *m = members_of(w, slot);
  if (m->queued) return;
  m->queued = 1;
  uint32_t at = FACTS_APPEND(w, queue, 1);
  w->queue.row[at] = slot;
}

void slot_add_function(struct slots *w, uint32_t slot, uint32_t function) {
  struct intern_key key = {INTERN_MEMBER, NULL, {slot, function, 0}};
  uint32_t *known = interner_find(w->p->interner, &key);
  if (*known != FACTS_NONE) return;
  if (!w->member_of.row[slot]) w->member_of.row[slot] = FACTS_APPEND(w, members, 1) + 1;
  struct members *m = members_of(w, slot);
  *known = FACTS_APPEND(m, functions, 1);
  m->functions.row[*known] = function;
  enqueue(w, slot);
}

void slot_add_edge(struct slots *w, uint32_t from, uint32_t to) {
  if (from == to || from == FACTS_NONE || to == FACTS_NONE) return;
  uint32_t at = FACTS_APPEND(w, edges, 1);
  w->edges.row[at] = (struct edge){to, w->edge_of.row[from]};
  w->edge_of.row[from] = at + 1;
  if (w->member_of.row[from]) enqueue(w, from);
}

void slots_propagate(struct slots *w) {
  while (w->queue.count) {
    uint32_t slot = w->queue.row[--w->queue.count], row = w->member_of.row[slot] - 1;
    w->members.row[row].queued = 0;
    for (uint32_t e = w->edge_of.row[slot]; e; e = w->edges.row[e - 1].next)
      for (uint32_t i = 0; i < w->members.row[row].functions.count; i++)
        slot_add_function(w, w->edges.row[e - 1].to, w->members.row[row].functions.row[i]);
  }
}

uint32_t slot_functions(const struct slots *w, uint32_t slot, const uint32_t **list) {
  const struct members *m = members_of(w, slot);
  *list = m ? m->functions.row : NULL;
  return m ? m->functions.count : 0;
}
