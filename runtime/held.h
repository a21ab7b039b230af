/* The locks that one thread holds, in the order in which it took them. Each thread has its own
 * table and nobody else writes it. It knows nothing of mutexes: a lock is an address. The first rows
 * lie in the table itself, where the common cases find them in a few instructions; further ones are
 * added when they are needed, and stay.
 *
 * A signal handler may search the table, or take and give back a lock, at any point of an update:
 * a row is counted before its address is written, and loses its address before it's uncounted,
 * so what the handler finds between is a row of the null address, which nobody looks for. Rows do
 * not move when a handler adds some, so that what it interrupted still writes to the right one. */
#ifndef CUSTODY_HELD_H
#define CUSTODY_HELD_H

#include "pool.h"
#include <custody/judge.h>
#include <custody/place.h>
#include <stdatomic.h>
#include <stddef.h>

enum { CUSTODY_HELD_FIRST = 64, CUSTODY_HINT_BITS = 6, CUSTODY_ORDER_MODE_BIT = 61 };

/** A lock that is held. A line of the cache. */
struct custody_hold_entry {
  const void *lock;
  const struct custody_rt_place *place; /**< where it was taken first */
  const char *lock_class;               /**< "server.lock", or null where it is not known */
  uint64_t before; /**< the key of the locks that were held before */
  uint64_t since; /**< when it was taken, where that is asked for (stats.h); or 0 */
  uint32_t count;                       /**< how often it was taken */
  uint32_t granted;  /**< of these, how often without the lock itself (see lock.h) */
  uint32_t event; /**< of one known from a contract: the thread's last one with it (contract.c) */
  uint32_t stack; /**< where it was taken, in stack_kept.h, with the option lock_stacks; or 0 */
  uint8_t mode; /**< enum custody_hold */
  uint8_t declared; /**< known from an ACQUIRE contract alone: the lock's functions are not seen */
  uint8_t gave_back; /**< what happened last was that it was given back */
  uint8_t inherited; /**< taken before fork, of which this process is the child */
} __attribute__((aligned(64)));

struct custody_held {
  uint32_t count;
  uint32_t quick; /**< that many may be taken without a look at more: the first rows, or, with the
                     option lock_stacks, where times are counted and on threads not watched, none */
  uint32_t lost; /**< locks held that found no room, since there is no memory: until they are given
                    back, any lock may be one of them, and none is said not to be held */
  uint64_t key; /**< of these locks, in their order (custody_held_key) */
  struct custody_pool rows; /**< `first` and further ones */
  uint8_t hint
      [1 << CUSTODY_HINT_BITS]; /**< by a hash of its address, which of the first a lock may be */
  struct custody_hold_entry first[CUSTODY_HELD_FIRST];
};

/** An empty table, whose further rows, if it has any, stay. */
void custody_held_clear(struct custody_held *);

/** A row that is there. */
static inline struct custody_hold_entry *custody_held_row(const struct custody_held *held,
                                                          uint32_t i) {
  return (struct custody_hold_entry *)custody_pool_row(&held->rows, i);
}

/** How many rows another thread may look at. They may change meanwhile. */
static inline uint32_t custody_held_seen(const struct custody_held *held) {
  uint32_t count = __atomic_load_n(&held->count, __ATOMIC_ACQUIRE);
  uint32_t rows = custody_pool_rows(&held->rows);
  return count < rows ? count : rows;
}

/** The number of a lock's row, or -1. Newest first, since that is the one that is asked for most. */
static inline int custody_held_find(const struct custody_held *held, const void *lock) {
  for (uint32_t i = held->count; i-- > 0;)
    if (custody_held_row(held, i)->lock == lock) return (int)i;
  return -1;
}

/** Whether the lock isn't in the table, and can be put there without more ado. */
static inline int custody_held_takes(const struct custody_held *held, const void *lock) {
  if (held->count >= held->quick) return 0;
  for (const struct custody_hold_entry *row = held->first + held->count; row-- > held->first;)
    if (row->lock == lock) return 0;
  return 1;
}

/** How a lock is held, as far as the table knows. */
static inline enum custody_hold custody_held_mode(const struct custody_held *held,
                                                  const void *lock) {
  int i = custody_held_find(held, lock);
  return i < 0 ? CUSTODY_NOT_HELD : (enum custody_hold)custody_held_row(held, (uint32_t)i)->mode;
}

static inline uint8_t *custody_held_hint(struct custody_held *held, const void *lock) {
  uint64_t golden = 0x9e3779b97f4a7c15; /* Knuth's multiplicative hashing */
  return &held->hint[(uint64_t)(uintptr_t)lock * golden >> (64 - CUSTODY_HINT_BITS)];
}

/** Whether the lock, which is not null, is held in this mode or a stronger one, in a few
 * instructions however many are held. If not, custody_held_mode knows: the hint may be another
 * lock's. */
static inline int custody_held_quickly(struct custody_held *held, const void *lock,
                                       enum custody_hold mode) {
  const struct custody_hold_entry *row = &held->first[*custody_held_hint(held, lock)];
  return row->lock == lock && row->mode >= mode;
}

/** Of the first rows the newest, or null where none is held, or more are. */
static inline const struct custody_hold_entry *
custody_held_newest(const struct custody_held *held) {
  uint32_t last = held->count - 1;
  return last < CUSTODY_HELD_FIRST ? &held->first[last] : NULL;
}

static inline int custody_held_is_of(const struct custody_hold_entry *row, const char *lock_class,
                                     enum custody_hold mode) {
  return row->lock_class == lock_class && row->mode >= mode && row->lock;
}

/** Whether one of the two newest is of the class, named by the same text in memory: the linker
 * merges equal ones. */
static inline int custody_held_newest_of(const struct custody_held *held, const char *lock_class,
                                         enum custody_hold mode) {
  const struct custody_hold_entry *row = custody_held_newest(held);
  if (!row) return 0;
  return custody_held_is_of(row, lock_class, mode) ||
         (row > held->first && custody_held_is_of(row - 1, lock_class, mode));
}

/** Whether one of the two newest lies in the `span` bytes from `start` on, which is not null. */
static inline int custody_held_newest_within(const struct custody_held *held, const void *start,
                                             uint64_t span, enum custody_hold mode) {
  const struct custody_hold_entry *row = custody_held_newest(held);
  uintptr_t from = (uintptr_t)start;
  if (!row) return 0;
  if ((uintptr_t)row->lock - from < span && row->mode >= mode) return 1;
  if (row-- == held->first) return 0;
  return (uintptr_t)row->lock - from < span && row->mode >= mode;
}

/** A number for these locks, and this one behind them, in their classes and modes: one order in which
 * locks are taken. Classes by where their text lies, locks without one by themselves. Two orders may
 * have one number, about once in 2^64. */
static inline uint64_t custody_held_key(uint64_t before, const void *lock, const char *lock_class,
                                        uint64_t mode) {
  uint64_t id = lock_class ? (uint64_t)(uintptr_t)lock_class : (uint64_t)(uintptr_t)lock;
  uint64_t key = (before ^ id ^ mode << CUSTODY_ORDER_MODE_BIT) * 0x9e3779b97f4a7c15;
  return key ^ key >> 29;
}

/** Into the next row, which is there: a lock that isn't in the table; `key` is custody_held_key's with
 * it. */
static inline struct custody_hold_entry *
custody_held_place(struct custody_held *held, struct custody_hold_entry *row, const void *lock,
                   enum custody_hold mode, const struct custody_rt_place *place,
                   const char *lock_class, uint64_t key) {
  uint32_t i = held->count;
  held->count = i + 1;
  atomic_signal_fence(memory_order_seq_cst);
  *row = (struct custody_hold_entry){.place = place,
                                     .lock_class = lock_class,
                                     .before = held->key,
                                     .count = 1,
                                     .mode = (uint8_t)mode};
  held->key = key;
  atomic_signal_fence(memory_order_seq_cst);
  row->lock = lock;
  *custody_held_hint(held, lock) = (uint8_t)(i % CUSTODY_HELD_FIRST);
  return row;
}

/** Counts a lock that was taken; returns its row, or null where there is no room. Async-signal-safe. */
struct custody_hold_entry *custody_held_add(struct custody_held *held, const void *lock,
                                            enum custody_hold mode,
                                            const struct custody_rt_place *place,
                                            const char *lock_class);

/** Takes the newest row out if it's this lock, taken once: what an unlock nearly always finds. */
static inline int custody_held_pop(struct custody_held *held, const void *lock) {
  uint32_t last = held->count - 1;
  if (last >= CUSTODY_HELD_FIRST) return 0; /* or there is none */
  struct custody_hold_entry *row = &held->first[last];
  if (row->lock != lock || row->count != 1 || row->granted || row->since) return 0;
  row->lock = NULL;
  atomic_signal_fence(memory_order_seq_cst);
  held->key = row->before;
  held->count = last;
  return 1;
}

/** Counts a row as given back once; the last time it leaves the table. */
void custody_held_drop(struct custody_held *held, uint32_t i);

#endif
