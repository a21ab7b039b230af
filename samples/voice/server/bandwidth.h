/* How much one user sends: a token bucket and counts, with a lock of its own.
 *
 * Every function takes the lock itself, so any thread may call any of them at any time. */
#ifndef VOICE_BANDWIDTH_H
#define VOICE_BANDWIDTH_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "roles.h"

struct SELF_LOCKED bandwidth {
  pthread_mutex_t lock;
  uint64_t limit IMMUTABLE;            /* bytes a second; 0: none */
  uint64_t allowance GUARDED_BY(lock); /* byte-microseconds left; at most a second's worth */
  uint64_t refilled GUARDED_BY(lock);  /* microseconds */
  uint64_t packets GUARDED_BY(lock);
  uint64_t bytes GUARDED_BY(lock);
  uint64_t refused GUARDED_BY(lock);
};

struct bandwidth_counts {
  uint64_t packets, bytes, refused;
};

void bandwidth_init(struct bandwidth *b, uint32_t limit, uint64_t now) INIT(b);
void bandwidth_fini(struct bandwidth *b) FINI(b);

/** True, and paid for, when `bytes` more fit at `now` (microseconds, never going back). */
bool bandwidth_spend(struct bandwidth *b, size_t bytes, uint64_t now);
struct bandwidth_counts bandwidth_counts(struct bandwidth *b);

#endif
