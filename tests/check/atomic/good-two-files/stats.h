#ifndef STATS_H
#define STATS_H
#include <custody/short.h>
#include <pthread.h>

struct stats {
  long packets ATOMIC;
};

extern struct stats stats;
void stats_count(struct stats *s, long packets);
long stats_packets(const struct stats *s);
#endif
