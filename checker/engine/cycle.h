/* The order of locks as a graph: an edge says that one lock is waited for while another is held. */
#ifndef CUSTODY_CYCLE_H
#define CUSTODY_CYCLE_H

#include "nesting.h"

enum { MAX_CYCLE = 5, MAX_EDGE_GATES = 2 * MAX_GATES };

struct edge {
  const struct nesting *nesting;
  uint64_t contexts; /**< certain ones */
  uint64_t joined; /**< threads that have ended by then */
  uint32_t sites; /**< how many places take the two locks in this order */
  uint8_t gate_count;
  uint32_t gates[MAX_EDGE_GATES]; /**< names of locks that are held exclusively all the time */
};

struct edges {
  FACTS_TABLE(struct edge, rows);
};

/** Edges that can wait for each other in a circle: edge[i] waits for what edge[i + 1] holds. */
struct cycle {
  uint32_t count;
  const struct edge *edge[MAX_CYCLE];
  uint32_t context[MAX_CYCLE]; /**< of a thread for each, no two of which are one */
};

/** Calls tell for each circle that threads can really come into, the shortest ones first, and none
 * that has all the locks of a shorter one. */
void program_find_cycles(struct program *, const struct edges *,
                         void (*tell)(struct program *, const struct cycle *));

/** Whether holding the one in this mode makes who wants the other in that mode wait. */
int program_modes_conflict(const struct program *, uint32_t lock_name, uint8_t held,
                           uint8_t wanted);

/* order_report.c */
void report_cycle(struct program *, const struct cycle *);
void report_order(struct program *, const struct edge *, const struct declared_order *);

#endif
