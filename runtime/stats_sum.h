/* The rows of all threads added up: one row for each class of locks, each role's loop, and each way in
 * which a field was touched. For stats_print.c; one thread at a time. */
#ifndef CUSTODY_STATS_SUM_H
#define CUSTODY_STATS_SUM_H

#include "stats.h"
#include "text.h"

enum { CUSTODY_STATS_SHOWN = 512 };

/** Rows, each the first of its kind. */
struct custody_stats_list {
  uint32_t row[CUSTODY_STATS_SHOWN], count;
  uint32_t left; /**< kinds that found no room */
};

/** Locks or loops, those that made threads wait most first. */
void custody_stats_list_rows(struct custody_stats_list *, enum custody_stats_kind);
/** Fields by name, what was done most first. */
void custody_stats_list_accesses(struct custody_stats_list *);

/** All rows that are of one with this. */
void custody_stats_sum(struct custody_stats_row *sum, uint32_t row);
uint64_t custody_stats_sum_access(uint32_t row);

#endif
