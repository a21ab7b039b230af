/* See holder.h. */
#include "holder.h"

/* A row that is being given back has lost its lock by the time that the rest of it is another's. */
static int is_in(const struct custody_held *held, const void *lock, struct custody_holder *holder) {
  for (uint32_t i = 0; i < custody_held_seen(held); i++) {
    const struct custody_hold_entry *row = custody_held_row(held, i);
    if (__atomic_load_n(&row->lock, __ATOMIC_ACQUIRE) != lock) continue;
    holder->mode = (enum custody_hold)__atomic_load_n(&row->mode, __ATOMIC_RELAXED);
    holder->place = __atomic_load_n(&row->place, __ATOMIC_RELAXED);
    holder->stack = __atomic_load_n(&row->stack, __ATOMIC_ACQUIRE);
    if (__atomic_load_n(&row->lock, __ATOMIC_ACQUIRE) == lock) return 1;
  }
  return 0;
}

struct custody_holder custody_holder_of(const void *lock, const struct custody_thread *self) {
  struct custody_holder holder = {NULL, CUSTODY_NOT_HELD, NULL, 0};
  for (uint32_t i = 0; lock && i < custody_thread_count(); i++) {
    const struct custody_thread *thread = custody_thread_at(i);
    if (thread == self || atomic_load(&thread->state) != CUSTODY_THREAD_LIVE) continue;
    if (!is_in(&thread->held, lock, &holder)) continue;
    holder.thread = thread;
    break;
  }
  return holder;
}
