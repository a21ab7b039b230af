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

enum { CUSTODY_HELD_SIZE = 64, CUSTODY_HINT_BITS = 6, CUSTODY_ORDER_MODE_BIT = 61 };

struct custody_hold_entry {
  const struct custody_rt_place *place; /**< where it was taken first */
  const char *lock_class;               /**< "server.lock", or null where it is not known */
  uint32_t count;                       /**< how often it was taken */
  uint32_t granted;  /**< of these, how often without the lock itself (see lock.h) */
  uint8_t declared; /**< known from an ACQUIRE contract alone: the lock's functions are not seen */
  uint8_t gave_back; /**< what happened last was that it was given back */
  uint8_t inherited; /**< taken before fork, of which this process is the child */
  uint64_t since; /**< when it was taken, where that is asked for (stats.h); or 0 */
  uint32_t stack; /**< where it was taken, in stack_kept.h, with the option lock_stacks; or 0 */
};

struct custody_held {
  uint32_t count;
  uint32_t quick; /**< that many may be taken without a look at more: all, or, with the option
                     lock_stacks, where times are counted and on threads not watched, none */
  uint32_t lost; /**< locks held that found no room: until they are given back, any lock may be
                    one of them, and none is said not to be held */
  const void *lock[CUSTODY_HELD_SIZE];
  uint8_t mode[CUSTODY_HELD_SIZE]; /**< enum custody_hold */
  uint64_t
      key[CUSTODY_HELD_SIZE + 1]; /**< of the locks before, in their order (custody_held_key) */
  uint8_t hint[1 << CUSTODY_HINT_BITS]; /**< by a hash of its address, where a lock may be */
  struct custody_hold_entry entry[CUSTODY_HELD_SIZE];
};

/** The entry of a lock, or -1. Newest first, since that is the one that is asked for most. */
static inline int custody_held_find(const struct custody_held *held, const void *lock) {
  for (uint32_t i = held->count; i-- > 0;)
    if (held->lock[i] == lock) return (int)i;
  return -1;
}

/** Whether the lock, which isn't in the table, can be put there without more ado. */
static inline int custody_held_takes(const struct custody_held *held, const void *lock) {
  for (uint32_t i = held->count; i-- > 0;)
    if (held->lock[i] == lock) return 0;
  return held->count < held->quick;
}

/** How a lock is held, as far as the table knows. */
static inline enum custody_hold custody_held_mode(const struct custody_held *held,
                                                  const void *lock) {
  for (uint32_t i = held->count; i-- > 0;)
    if (held->lock[i] == lock) return (enum custody_hold)held->mode[i];
  return CUSTODY_NOT_HELD;
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
  uint32_t i = *custody_held_hint(held, lock);
  return held->lock[i] == lock && held->mode[i] >= mode;
}

/** Whether one of the two newest is of the class, named by the same text in memory: the linker
 * merges equal ones. */
static inline int custody_held_newest_of(const struct custody_held *held, const char *lock_class,
                                         enum custody_hold mode) {
  for (uint32_t i = held->count, last = i > 2 ? i - 2 : 0; i-- > last;)
    if (held->lock[i] && held->entry[i].lock_class == lock_class && held->mode[i] >= mode) return 1;
  return 0;
}

/** Whether one of the two newest lies in the `span` bytes from `start` on, which is not null. */
static inline int custody_held_newest_within(const struct custody_held *held, const void *start,
                                             uint64_t span, enum custody_hold mode) {
  for (uint32_t i = held->count, last = i > 2 ? i - 2 : 0; i-- > last;)
    if ((uintptr_t)held->lock[i] - (uintptr_t)start < span && held->mode[i] >= mode) return 1;
  return 0;
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

/** A lock that isn't in the table, which has room; `key` is custody_held_key's with it. */
static inline struct custody_hold_entry *
custody_held_place(struct custody_held *held, const void *lock, enum custody_hold mode,
                   const struct custody_rt_place *place, const char *lock_class, uint64_t key) {
  uint32_t i = held->count;
  held->count = i + 1;
  atomic_signal_fence(memory_order_seq_cst);
  held->entry[i] =
      (struct custody_hold_entry){.place = place, .lock_class = lock_class, .count = 1};
  held->mode[i] = (uint8_t)mode;
  held->key[i + 1] = key;
  atomic_signal_fence(memory_order_seq_cst);
  held->lock[i] = lock;
  *custody_held_hint(held, lock) = (uint8_t)i;
  return &held->entry[i];
}

/** A lock that isn't in the table; returns its entry, or null when the table is full. */
static inline struct custody_hold_entry *custody_held_push(struct custody_held *held,
                                                           const void *lock, enum custody_hold mode,
                                                           const struct custody_rt_place *place,
                                                           const char *lock_class) {
  if (held->count == CUSTODY_HELD_SIZE) {
    held->lost++;
    return NULL;
  }
  uint64_t key = custody_held_key(held->key[held->count], lock, lock_class, mode);
  return custody_held_place(held, lock, mode, place, lock_class, key);
}

/** Counts a lock that was taken; returns its entry, or null when the table is full. */
static inline struct custody_hold_entry *custody_held_add(struct custody_held *held,
                                                          const void *lock, enum custody_hold mode,
                                                          const struct custody_rt_place *place,
                                                          const char *lock_class) {
  int i = custody_held_find(held, lock);
  if (i < 0) return custody_held_push(held, lock, mode, place, lock_class);
  held->entry[i].count++;
  held->entry[i].gave_back = 0;
  return &held->entry[i];
}

/** Takes the newest entry out if it's this lock, taken once: what an unlock nearly always finds. */
static inline int custody_held_pop(struct custody_held *held, const void *lock) {
  uint32_t last = held->count - 1;
  if (held->count == 0 || held->lock[last] != lock) return 0;
  const struct custody_hold_entry *entry = &held->entry[last];
  if (entry->count != 1 || entry->granted || entry->since) return 0;
  held->entry[last].gave_back = 1;
  held->lock[last] = NULL;
  atomic_signal_fence(memory_order_seq_cst);
  held->count = last;
  return 1;
}

/** Counts an entry as given back once; the last time it leaves the table. */
static inline void custody_held_drop(struct custody_held *held, int i) {
  held->entry[i].gave_back = 1;
  if (--held->entry[i].count > 0) return;
  int last = (int)held->count - 1;
  for (; i < last; i++) {
    held->entry[i] = held->entry[i + 1];
    held->mode[i] = held->mode[i + 1];
    held->lock[i] = held->lock[i + 1];
    held->key[i + 1] =
        custody_held_key(held->key[i], held->lock[i], held->entry[i].lock_class, held->mode[i]);
    *custody_held_hint(held, held->lock[i]) = (uint8_t)i;
  }
  held->lock[last] = NULL;
  atomic_signal_fence(memory_order_seq_cst);
  held->count--;
}

#endif
