/* See held.h. */
#include "held.h"

void custody_held_clear(struct custody_held *held) {
  held->count = held->lost = 0;
  held->key = 0;
  held->rows.first_rows = CUSTODY_HELD_FIRST;
  held->rows.row_size = sizeof held->first[0];
  held->rows.first = held->first;
  for (int i = 0; i < CUSTODY_HELD_FIRST; i++) held->first[i].lock = NULL;
}

/* A handler that comes in between and grows it too has its rows lost again, which it no longer uses. */
static int has_room(struct custody_held *held) {
  return held->count < custody_pool_rows(&held->rows) || custody_pool_grow(&held->rows);
}

struct custody_hold_entry *custody_held_add(struct custody_held *held, const void *lock,
                                            enum custody_hold mode,
                                            const struct custody_rt_place *place,
                                            const char *lock_class) {
  int i = custody_held_find(held, lock);
  if (i < 0 && has_room(held))
    return custody_held_place(held, custody_held_row(held, held->count), lock, mode, place,
                              lock_class, custody_held_key(held->key, lock, lock_class, mode));
  if (i < 0) {
    held->lost++;
    return NULL;
  }
  struct custody_hold_entry *row = custody_held_row(held, (uint32_t)i);
  row->count++;
  row->gave_back = 0;
  return row;
}

void custody_held_drop(struct custody_held *held, uint32_t i) {
  struct custody_hold_entry *row = custody_held_row(held, i);
  row->gave_back = 1;
  if (--row->count > 0) return;
  uint32_t last = held->count - 1;
  uint64_t key = row->before;
  for (; i < last; i++) {
    const struct custody_hold_entry *next = custody_held_row(held, i + 1);
    *row = *next;
    row->before = key;
    key = custody_held_key(key, row->lock, row->lock_class, row->mode);
    *custody_held_hint(held, row->lock) = (uint8_t)(i % CUSTODY_HELD_FIRST);
    row = custody_held_row(held, i + 1);
  }
  row->lock = NULL;
  atomic_signal_fence(memory_order_seq_cst);
  held->key = key;
  held->count = last;
}
