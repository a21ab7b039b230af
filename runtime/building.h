/* What one thread is building: objects that nobody else can know yet, and which no data rule binds
 * so long. Three kinds: fresh objects (allocated here and not published yet), ranges (inside a
 * function marked INIT or FINI), and the thread's own stack. Each thread has its own; an object
 * that was published by one thread is in no other thread's table.
 *
 * It is wrong only on the side of silence: what found no room stays unchecked on this thread, and
 * so does everything for a signal handler that interrupts a change.
 *
 * Asked only after the rule table refused an access, so it may cost some tens of nanoseconds. */
#ifndef CUSTODY_BUILDING_H
#define CUSTODY_BUILDING_H

#include "objects.h"

enum { CUSTODY_RANGES_SIZE = 16 };

/** Where a range begins in the code: the call of its begin. */
struct custody_call_site {
  uintptr_t frame, caller; /**< the stack there, the code there; 0: not known */
};

struct custody_range {
  uintptr_t base, end;
  struct custody_call_site site;
  uint32_t children; /**< fresh objects that it points to: they are published with it */
};

struct custody_building {
  struct custody_objects objects;
  uint32_t changing; /**< the objects or lists are being changed: nobody else may look */
  uint32_t range_count;
  uint32_t ranges_lost; /**< functions marked INIT deeper than the table: all is being built */
  struct custody_range range[CUSTODY_RANGES_SIZE];
  uintptr_t lost_low, lost_high; /**< around all objects that found no room; both 0: none */
  uintptr_t stack_low, stack_high; /**< the thread's stack; both 0 where it is not known */
};

/** Whether any fresh object is there: if not, there is nothing to store, publish or free. */
static inline int custody_building_any(const struct custody_building *building) {
  return building->objects.root != 0;
}

/** Whether the object at `address` is being built by this thread. */
int custody_building_covers(const struct custody_building *, const void *address);

/** Returns 0 when there was no room: the object counts as being built for good. */
int custody_building_fresh(struct custody_building *, const void *object, uint64_t size);
void custody_building_stored(struct custody_building *, const void *slot, const void *value);
void custody_building_published(struct custody_building *, const void *value);
void custody_building_freed(struct custody_building *, const void *object);
/** realloc() made `to` out of `from`. */
void custody_building_moved(struct custody_building *, const void *from, const void *to,
                            uint64_t size);

/** Returns 0 when there is no room: until the matching end, everything is being built. */
int custody_building_begin(struct custody_building *, const void *object, uint64_t size,
                           struct custody_call_site site);
void custody_building_end(struct custody_building *, const void *object);

/** As in a thread that has just begun. */
void custody_building_clear(struct custody_building *);

#endif
