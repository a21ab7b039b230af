#include "stats.h"

struct stats stats;

void stats_count(struct stats *s, long packets) {
  s->packets += packets; // expect: atomic stats.packets
}

long stats_packets(const struct stats *s) { return __atomic_load_n(&s->packets, __ATOMIC_RELAXED); }
