/* What C++ programs call their locks (abi.h): a std::mutex does not know, and who locks it does. A few
 * names a thread, since a guard of several locks is given them all before it takes the first one. */
#include "thread.h"

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

const char *custody_rt_named_class(const void *lock) {
  const struct custody_named *named = find(custody_thread_self(), lock);
  return named ? named->lock_class : NULL;
}

const struct custody_rt_place *custody_rt_named_place(const void *lock,
                                                      const struct custody_rt_place *otherwise) {
  struct custody_named *named = find(custody_thread_self(), lock);
  if (!named || !named->place) return otherwise;
  const struct custody_rt_place *place = named->place;
  named->place = NULL;
  return place;
}
