/* The locks that one thread holds, in the order in which it took them. Each thread has its own
 * table and nobody else writes it. It knows nothing of mutexes: a lock is an address.
 *
 * A signal handler may search the table, or take and give back a lock, at any point of an update:
 * an entry is counted before its address is written, and loses its address before it's uncounted,
 * so what the handler finds between is an entry of the null address, which nobody looks for. */
#ifndef CUSTODY_HELD_H
#define CUSTODY_HELD_H

#include <custody/judge.h>
#include <custody/place.h>
#include <stdatomic.h>
#include <stddef.h>

enum { CUSTODY_HELD_SIZE = 64 };

struct custody_hold_entry {
  const struct custody_rt_place *place; /**< where it was taken first */
  const char *lock_class;               /**< "server.lock", or null where it is not known */
  uint32_t count;                       /**< how often it was taken */
  uint32_t granted;  /**< of these, how often without the lock itself (see lock.h) */
  uint8_t mode;      /**< enum custody_hold */
  uint8_t declared; /**< known from an ACQUIRE contract alone: the lock's functions are not seen */
  uint8_t gave_back; /**< what happened last was that it was given back */
};

struct custody_held {
  uint32_t count;
  uint32_t lost; /**< locks held that found no room: until they are given back, any lock may be
                    one of them, and none is said not to be held */
  const void *lock[CUSTODY_HELD_SIZE];
  struct custody_hold_entry entry[CUSTODY_HELD_SIZE];
};

/** The entry of a lock, or -1. Newest first, since that is the one that is asked for most. */
static inline int custody_held_find(const struct custody_held *held, const void *lock) {
  for (int i = (int)held->count - 1; i >= 0; i--)
    if (held->lock[i] == lock) return i;
  return -1;
}

/** Counts a lock that was taken; returns its entry, or null when the table is full. */
static inline struct custody_hold_entry *custody_held_add(struct custody_held *held,
                                                          const void *lock, enum custody_hold mode,
                                                          const struct custody_rt_place *place,
                                                          const char *lock_class) {
  int i = custody_held_find(held, lock);
  if (i >= 0) {
    held->entry[i].count++;
    held->entry[i].gave_back = 0;
    return &held->entry[i];
  }
  if (held->count == CUSTODY_HELD_SIZE) {
    held->lost++;
    return NULL;
  }
  struct custody_hold_entry *entry = &held->entry[held->count];
  const void **slot = &held->lock[held->count++];
  atomic_signal_fence(memory_order_seq_cst);
  *entry = (struct custody_hold_entry){place, lock_class, 1, 0, (uint8_t)mode, 0, 0};
  atomic_signal_fence(memory_order_seq_cst);
  *slot = lock;
  return entry;
}

/** Counts an entry as given back once; the last time it leaves the table. */
static inline void custody_held_drop(struct custody_held *held, int i) {
  held->entry[i].gave_back = 1;
  if (--held->entry[i].count > 0) return;
  int last = (int)held->count - 1;
  for (; i < last; i++) {
    held->entry[i] = held->entry[i + 1];
    held->lock[i] = held->lock[i + 1];
  }
  held->lock[last] = NULL;
  atomic_signal_fence(memory_order_seq_cst);
  held->count--;
}

#endif
