/* See named.h. A few names a thread, since a guard of several locks is given them all before it takes the
 * first one. */
#include "named.h"
#include "order_declared.h"
#include "text.h"
#include "thread.h"

enum { OTHERS = 1 << 10 };

/* A class, and the member of a lock's own struct that it stands for. Never taken out again. */
static struct {
  _Atomic(const char *) lock_class, member;
} others[OTHERS];

/* Where there is no room a rule that names the member is not known to be kept by it. */
static void keep(const char *lock_class, const char *member) {
  uint64_t hash = ((uintptr_t)lock_class ^ (uintptr_t)member << 1) * 0x9e3779b97f4a7c15;
  for (uint32_t i = 0; i < OTHERS; i++) {
    uint32_t at = (uint32_t)((hash >> 54) + i) % OTHERS;
    const char *there = NULL;
    if (atomic_load_explicit(&others[at].lock_class, memory_order_relaxed) == lock_class &&
        atomic_load_explicit(&others[at].member, memory_order_relaxed) == member)
      return;
    if (!atomic_compare_exchange_strong(&others[at].member, &there, member)) continue;
    atomic_store(&others[at].lock_class, lock_class);
    return;
  }
}

int custody_named_is_also(const char *lock_class, const char *member,
                          int (*same)(const char *, const char *)) {
  for (uint32_t i = 0; i < OTHERS; i++) {
    const char *other = atomic_load_explicit(&others[i].lock_class, memory_order_relaxed);
    if (!other || !custody_text_equal(other, lock_class)) continue;
    if (same(atomic_load(&others[i].member), member)) return 1;
  }
  return 0;
}

void custody_rt_names(const void *object, uint64_t size, const char *lock_class,
                      const struct custody_rt_place *place) {
  struct custody_thread *self = custody_thread_self();
  if (self->unwatched) return;
  struct custody_named *named = &self->named[self->named_next++ % CUSTODY_NAMED];
  *named = (struct custody_named){(uintptr_t)object, size, lock_class, place};
}

/* Newest first. */
static struct custody_named *find(struct custody_thread *self, const void *lock) {
  for (uint32_t i = 0; i < CUSTODY_NAMED && !self->unwatched; i++) {
    struct custody_named *named = &self->named[(self->named_next - 1 - i) % CUSTODY_NAMED];
    if ((uintptr_t)lock - named->object < named->size) return named;
  }
  return NULL;
}

const char *custody_rt_named_class(const void *lock, const char *otherwise) {
  const struct custody_named *named = find(custody_thread_self(), lock);
  if (!named || (otherwise && custody_order_speaks_of(otherwise))) return otherwise;
  if (otherwise) keep(named->lock_class, otherwise);
  return named->lock_class;
}

const struct custody_rt_place *custody_rt_named_place(const void *lock,
                                                      const struct custody_rt_place *otherwise) {
  struct custody_named *named = find(custody_thread_self(), lock);
  if (!named || !named->place) return otherwise;
  const struct custody_rt_place *place = named->place;
  named->place = NULL;
  return place;
}
