/* What one thread is building: objects that nobody else can know yet, and which no data rule binds
 * so long. Three kinds: fresh objects (allocated here and not published yet), ranges (inside a
 * function marked INIT or FINI), and the thread's own stack. Each thread has its own; an object
 * that was published by one thread is in no other thread's table.
 *
 * Asked only after the rule table refused an access, so it may cost some tens of nanoseconds. */
#ifndef CUSTODY_BUILDING_H
#define CUSTODY_BUILDING_H

#include <stdint.h>

enum { CUSTODY_OBJECTS_SIZE = 64, CUSTODY_RANGES_SIZE = 16 };

struct custody_object {
  uintptr_t base, end;
  uintptr_t parent;   /**< base of the object that points to it and is published with it, or 0 */
  uint32_t used;      /**< when it was last asked for: the longest unused makes room */
  uint32_t published; /**< a local variable that others know; a heap object just leaves the table */
};

struct custody_range {
  uintptr_t base, end;
};

struct custody_building {
  uint32_t object_count;
  uint32_t clock;
  uint32_t range_count;
  uint32_t ranges_lost; /**< functions marked INIT deeper than the table: all is being built */
  struct custody_object object[CUSTODY_OBJECTS_SIZE];
  struct custody_range range[CUSTODY_RANGES_SIZE];
  uintptr_t stack_low, stack_high; /**< the thread's stack; both 0 where it is not known */
};

/** Whether the object at `address` is being built by this thread. */
int custody_building_covers(struct custody_building *, const void *address);

/** Returns 0 when an object had to leave the table, which counts it as published. */
int custody_building_fresh(struct custody_building *, const void *object, uint64_t size);
void custody_building_stored(struct custody_building *, const void *slot, const void *value);
void custody_building_published(struct custody_building *, const void *value);
void custody_building_freed(struct custody_building *, const void *object);
/** realloc() made `to` out of `from`. */
void custody_building_moved(struct custody_building *, const void *from, const void *to,
                            uint64_t size);

/** Returns 0 when there is no room: until the matching end, everything is being built. */
int custody_building_begin(struct custody_building *, const void *object, uint64_t size);
void custody_building_end(struct custody_building *, const void *object);

#endif
