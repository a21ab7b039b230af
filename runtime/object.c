/* The life of objects, as instrumented code tells it. All of it is about the calling thread's own
 * table (building.h), and nearly always that table is empty: those calls cost a load and a
 * branch. */
#include "abi.h"
#include "building.h"
#include "notice.h"
#include "pinned.h"
#include "thread.h"
#include "wrapped.h"
#include <stdlib.h>

void custody_rt_build_begin(const void *object, uint64_t size) {
  struct custody_thread *self = custody_thread_self();
  struct custody_call_site site = {(uintptr_t)__builtin_frame_address(0),
                                   (uintptr_t)__builtin_return_address(0)};
  if (self->unwatched || custody_building_begin(&self->building, object, size, site)) return;
  custody_notice(CUSTODY_NOTICE_RANGES);
}

void custody_rt_build_end(const void *object) {
  struct custody_thread *self = custody_thread_self();
  if (!self->unwatched) custody_building_end(&self->building, object);
}

void custody_rt_fresh(const void *object, uint64_t size) {
  struct custody_thread *self = custody_thread_self();
  custody_pinned_forget(object, size);
  if (self->unwatched || custody_building_fresh(&self->building, object, size)) return;
  custody_notice(CUSTODY_NOTICE_OBJECTS);
}

void custody_rt_stored(const void *slot, const void *value) {
  struct custody_thread *self = custody_thread_self();
  if (custody_building_any(&self->building)) custody_building_stored(&self->building, slot, value);
}

void custody_rt_published(const void *value) {
  struct custody_thread *self = custody_thread_self();
  if (custody_building_any(&self->building)) custody_building_published(&self->building, value);
}

void custody_rt_freed(const void *object) {
  struct custody_thread *self = custody_thread_self();
  custody_pinned_forget(object, 1);
  if (custody_building_any(&self->building)) custody_building_freed(&self->building, object);
}

/* A new object is fresh; one that grew is what it was before. */
void *custody_rt_realloc(void *object, size_t size, const struct custody_rt_place *place) {
  (void)place;
  struct custody_thread *self = custody_thread_self();
  uintptr_t before = (uintptr_t)object;
  void *grown = realloc(object, size);
  if (self->unwatched) return grown;
  if (grown && (uintptr_t)grown != before) custody_pinned_forget((const void *)before, 1);
  if (grown && before == 0) custody_rt_fresh(grown, size);
  else if (grown) custody_building_moved(&self->building, (const void *)before, grown, size);
  else if (size == 0) custody_building_freed(&self->building, (const void *)before);
  return grown;
}
