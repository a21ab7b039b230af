#include "stats.h"

struct stats stats;

void stats_count(struct stats *s, long packets) {
  __atomic_fetch_add(&s->packets, packets, __ATOMIC_RELAXED);
}

long stats_packets(const struct stats *s) { return __atomic_load_n(&s->packets, __ATOMIC_RELAXED); }
