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
  uint32_t from, to; /**< classes, as order_class.c numbers them */
  int from_shared; /**< the held one is held for reading */
  int to_passes; /**< the other one is taken for reading and passes by waiting writers */
  uint32_t gate_count; /**< exclusive locks that were taken before the held one; the first few */
  const void *gates[CUSTODY_ORDER_GATES];
  const struct custody_rt_place *held_at, *taken_at;
  uint32_t held_stack, taken_stack; /**< of these two, in stack_kept.h; or 0 */
  uint32_t thread; /**< number of who did it */
};

/** The first time that it was seen; kinds and gates are of all times. */
struct custody_order_edge {
  uint32_t from, to;
  uint32_t next_out, next_in, next; /**< from and to the same class, and with the same hash; or 0 */
  uint8_t kinds; /**< bit of each combination of from_shared and to_passes */
  uint8_t told; /**< it closed a circle already */
  uint8_t told_declared; /**< it was reported to be against the declared order */
  uint32_t gate_count;
  const void *gates[CUSTODY_ORDER_GATES];
  const struct custody_rt_place *held_at, *taken_at;
  uint32_t held_stack, taken_stack;
  uint32_t thread;
};

/** What closed: the other edges, from what was taken back to what was held. Copies: the lock of whoever
 * asked is given back before it is reported. */
struct custody_order_circle {
  uint32_t count;
  struct custody_order_edge edge[CUSTODY_ORDER_LONGEST];
};

enum custody_order { CUSTODY_ORDER_FINE, CUSTODY_ORDER_CIRCLE, CUSTODY_ORDER_FULL };

/** Whether no such step was noted yet: the first one of an edge is whose stack is told. */
int custody_order_is_new(const struct custody_order_step *);

/** Notes the step. Its edge is in *edge unless there is no memory; of a circle that it closes for the
 * first time the other edges are in *circle. */
enum custody_order custody_order_add(const struct custody_order_step *,
                                     struct custody_order_circle *circle,
                                     struct custody_order_edge **edge);

/** All edges of the one class are the other's, too. What closes a circle so is found at the next edge. */
void custody_order_move(uint32_t from, uint32_t to);

/** All edges of the class are gone. */
void custody_order_drop(uint32_t class);

#endif
