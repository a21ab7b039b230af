/* The order of locks in the whole program: nestings become edges, edges against a declared order
 * are findings, and so are circles of the others. */
#include "context.h"
#include "cycle.h"
#include "lock_name.h"

#include <stdlib.h>
#include <string.h>

static int compare_places(const struct place *a, const struct place *b) {
  int files = strcmp(a->file, b->file);
  if (files) return files;
  if (a->line != b->line) return a->line < b->line ? -1 : 1;
  return (a->column > b->column) - (a->column < b->column);
}

/* By place, so that the order of the files does not matter. */
static int compare(const void *left, const void *right) {
  const struct nesting *a = *(struct nesting *const *)left, *b = *(struct nesting *const *)right;
  int places = compare_places(&a->place, &b->place);
  return places ? places : compare_places(&a->first_place, &b->first_place);
}

static void add_gate(struct edge *e, uint32_t name) {
  const struct nesting *n = e->nesting;
  if (name == n->first_name || name == n->second_name || e->gate_count == MAX_EDGE_GATES) return;
  for (unsigned i = 0; i < e->gate_count; i++)
    if (e->gates[i] == name) return;
  e->gates[e->gate_count++] = name;
}

/* One edge may stand for another if it can do all that the other can. */
static int covers(const struct edge *a, const struct edge *b) {
  const struct nesting *x = a->nesting, *y = b->nesting;
  if (x->first_name != y->first_name || x->second_name != y->second_name) return 0;
  if (x->first_mode < y->first_mode || x->second_mode < y->second_mode) return 0;
  if ((a->contexts & b->contexts) != b->contexts || (a->joined & ~b->joined)) return 0;
  for (unsigned i = 0; i < a->gate_count; i++) {
    unsigned k = 0;
    while (k < b->gate_count && b->gates[k] != a->gates[i]) k++;
    if (k == b->gate_count) return 0;
  }
  return 1;
}

static void add_edge(struct program *p, struct edges *edges, const struct nesting *n,
                     const struct entry_locks *entry) {
  struct edge e = {.nesting = n, .contexts = program_certain_contexts(p, n->contexts), .sites = 1};
  for (unsigned i = 0; i < n->gate_count; i++) add_gate(&e, n->gates[i]);
  for (unsigned i = 0; !n->is_closed && i < entry[n->function].count; i++)
    add_gate(&e, entry[n->function].names[i]);
  e.joined = n->joined | entry[n->function].joined;
  if (!e.contexts) return;
  for (uint32_t i = 0; i < edges->rows.count; i++)
    if (covers(&edges->rows.row[i], &e)) {
      edges->rows.row[i].sites++;
      return;
    }
  uint32_t at = FACTS_APPEND(edges, rows, 1);
  edges->rows.row[at] = e;
}

/* All places that take the two locks in this order, whatever thread they are on. */
static void count_sites(struct edges *edges) {
  uint32_t *sites = calloc(edges->rows.count + 1, sizeof *sites);
  if (!sites) abort();
  for (uint32_t i = 0; i < edges->rows.count; i++)
    for (uint32_t k = 0; k < edges->rows.count; k++) {
      const struct nesting *a = edges->rows.row[i].nesting, *b = edges->rows.row[k].nesting;
      int same = a->first_name == b->first_name && a->second_name == b->second_name;
      if (same) sites[i] += edges->rows.row[k].sites;
    }
  for (uint32_t i = 0; i < edges->rows.count; i++) edges->rows.row[i].sites = sites[i];
  free(sites);
}

/* Threads may run: a declared order holds wherever that is so. */
static int may_race(const struct program *p, uint64_t contexts) {
  for (uint32_t i = 0; i < p->contexts->count; i++)
    if ((contexts >> i & 1) && !p->contexts->list[i].alone) return 1;
  return 0;
}

void program_check_order(struct program *p) {
  struct lock_order *order = p->order;
  struct edges edges = {0};
  if (!order->nestings.count) return;
  qsort(order->nestings.row, order->nestings.count, sizeof *order->nestings.row, compare);
  const struct entry_locks *entry = program_entry_locks(p);
  for (uint32_t i = 0; i < order->nestings.count; i++) {
    const struct nesting *n = order->nestings.row[i];
    const struct declared_order *d = program_declared(p, n->second_name, n->first_name);
    struct edge e = {.nesting = n, .contexts = n->contexts};
    if (!d) add_edge(p, &edges, n, entry);
    else if (may_race(p, n->contexts)) report_order(p, &e, d);
  }
  count_sites(&edges);
  program_find_cycles(p, &edges, report_cycle);
  free(edges.rows.row);
}
