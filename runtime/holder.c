/* See holder.h. */
#include "holder.h"

/* A row that is being given back has lost its lock by the time that the rest of it is another's. */
static int is_in(const struct custody_held *held, const void *lock, struct custody_holder *holder) {
  uint32_t count = __atomic_load_n(&held->count, __ATOMIC_ACQUIRE);
  for (uint32_t i = 0; i < count && i < CUSTODY_HELD_SIZE; i++) {
    if (__atomic_load_n(&held->lock[i], __ATOMIC_ACQUIRE) != lock) continue;
    holder->mode = (enum custody_hold)__atomic_load_n(&held->mode[i], __ATOMIC_RELAXED);
    holder->place = __atomic_load_n(&held->entry[i].place, __ATOMIC_RELAXED);
    holder->stack = __atomic_load_n(&held->entry[i].stack, __ATOMIC_ACQUIRE);
    if (__atomic_load_n(&held->lock[i], __ATOMIC_ACQUIRE) == lock) return 1;
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
