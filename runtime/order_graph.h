/* Which kinds of locks were taken while which others were held, as a graph of lock classes, and the
 * circles in it: the orders in which threads could wait for each other for ever, whether or not they
 * ever did. One circle is found when the edge that closes it is seen first.
 *
 * Modes count as in the Linux kernel's lockdep: who wants to read a lock waits for no reader unless
 * the lock prefers writers, so a circle in which some thread would only wait for a reader to read is
 * none. Locks that were held exclusively on all the ways of a circle before its locks were taken
 * ("gates") keep its threads from ever meeting.
 *
 * It knows no threads and prints nothing; whoever calls it holds a lock of their own around it. */
#ifndef CUSTODY_ORDER_GRAPH_H
#define CUSTODY_ORDER_GRAPH_H

#include <stdint.h>

enum { CUSTODY_ORDER_GATES = 4, CUSTODY_ORDER_LONGEST = 8 };

/** A lock is taken while another is held. */
struct custody_order_step {
  uint32_t from, to; /**< classes, as custody_order_class numbers them */
  int from_shared; /**< the held one is held for reading */
  int to_passes; /**< the other one is taken for reading and passes by waiting writers */
  uint32_t gate_count; /**< exclusive locks that were taken before the held one; the first few */
  const void *gates[CUSTODY_ORDER_GATES];
  const struct custody_rt_place *held_at, *taken_at;
  uint32_t thread; /**< number of who did it */
};

/** What closed: the other edges, from what was taken back to what was held. */
struct custody_order_circle {
  uint32_t count;
  const struct custody_order_edge *edge[CUSTODY_ORDER_LONGEST];
};

/** The first time that it was seen; kinds and gates are of all times. */
struct custody_order_edge {
  uint16_t from, to; /**< 0: a free row */
  uint16_t next; /**< another one from the same class; 0: none */
  uint8_t kinds; /**< bit of each combination of from_shared and to_passes */
  uint8_t told; /**< it closed a circle already */
  uint32_t gate_count;
  const void *gates[CUSTODY_ORDER_GATES];
  const struct custody_rt_place *held_at, *taken_at;
  uint32_t thread;
};

/** The number of a class from 1, by its text; 0 when the table is full. */
uint32_t custody_order_class(const char *text);
const char *custody_order_class_name(uint32_t number);

enum custody_order { CUSTODY_ORDER_FINE, CUSTODY_ORDER_CIRCLE, CUSTODY_ORDER_FULL };

/** Notes the step. Of a circle that it closes for the first time the other edges are in *circle, and
 * its own is *edge. */
enum custody_order custody_order_add(const struct custody_order_step *,
                                     struct custody_order_circle *circle,
                                     const struct custody_order_edge **edge);

#endif
