/* The bucket is counted in byte-microseconds, so a refill is exact in whole numbers: the elapsed
 * time is capped at one second first, and 2^32 bytes * 10^6 fit in 64 bits. */
#include "bandwidth.h"

enum { SECOND = 1000000 };

void bandwidth_init(struct bandwidth *b, uint32_t limit, uint64_t now) {
  pthread_mutex_init(&b->lock, NULL);
  b->limit = limit;
  b->allowance = b->limit * SECOND;
  b->refilled = now;
  b->packets = b->bytes = b->refused = 0;
}

void bandwidth_fini(struct bandwidth *b) { pthread_mutex_destroy(&b->lock); }

static void refill(struct bandwidth *b, uint64_t now) {
  uint64_t elapsed = now > b->refilled ? now - b->refilled : 0;
  if (elapsed > SECOND) elapsed = SECOND;
  b->allowance += elapsed * b->limit;
  if (b->allowance > b->limit * SECOND) b->allowance = b->limit * SECOND;
  b->refilled = now;
}

static bool pay(struct bandwidth *b, size_t bytes) {
  uint64_t price = (uint64_t)bytes * SECOND;
  if (!b->limit) return true;
  if (price > b->allowance) return false;
  b->allowance -= price;
  return true;
}

bool bandwidth_spend(struct bandwidth *b, size_t bytes, uint64_t now) {
  pthread_mutex_lock(&b->lock);
  refill(b, now);
  bool paid = pay(b, bytes);
  if (paid) {
    b->packets++;
    b->bytes += bytes;
  } else {
    b->refused++;
  }
  pthread_mutex_unlock(&b->lock);
  return paid;
}

struct bandwidth_counts bandwidth_counts(struct bandwidth *b) {
  pthread_mutex_lock(&b->lock);
  struct bandwidth_counts counts = {b->packets, b->bytes, b->refused};
  pthread_mutex_unlock(&b->lock);
  return counts;
}
