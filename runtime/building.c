/* See building.h. The table is small and searched in order. */
#include "building.h"
#include <stddef.h>

/* Code on another stack than the thread's own (a signal stack, a coroutine): its locals are near
 * above the frame. */
enum { FOREIGN_STACK_WINDOW = 1 << 20 };

/* With its detection of uses after return AddressSanitizer keeps locals in memory of its own. */
extern void *__asan_get_current_fake_stack(void) __attribute__((weak));
extern void *__asan_addr_is_in_fake_stack(void *, void *, void **, void **) __attribute__((weak));

static int on_fake_stack(uintptr_t address) {
  if (!__asan_get_current_fake_stack || !__asan_addr_is_in_fake_stack) return 0;
  void *stack = __asan_get_current_fake_stack();
  return stack && __asan_addr_is_in_fake_stack(stack, (void *)address, NULL, NULL) != NULL;
}

static int on_own_stack(const struct custody_building *building, uintptr_t address) {
  uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
  uintptr_t high = frame + FOREIGN_STACK_WINDOW;
  if (building->stack_low <= frame && frame < building->stack_high) high = building->stack_high;
  return (frame <= address && address < high) || on_fake_stack(address);
}

static struct custody_object *find(struct custody_building *building, uintptr_t address) {
  for (uint32_t i = 0; i < building->object_count; i++) {
    struct custody_object *object = &building->object[i];
    if (object->base <= address && address < object->end) return object;
  }
  return NULL;
}

static const struct custody_range *find_range(const struct custody_building *building,
                                              uintptr_t address) {
  for (uint32_t i = building->range_count; i-- > 0;)
    if (building->range[i].base <= address && address < building->range[i].end)
      return &building->range[i];
  return NULL;
}

int custody_building_covers(struct custody_building *building, const void *address) {
  uintptr_t at = (uintptr_t)address;
  if (building->ranges_lost > 0 || find_range(building, at)) return 1;
  struct custody_object *object = find(building, at);
  if (object) object->used = ++building->clock;
  if (object) return !object->published;
  return on_own_stack(building, at);
}

static void forget(struct custody_building *building, struct custody_object *object) {
  *object = building->object[--building->object_count];
}

static void publish_children(struct custody_building *building, uintptr_t parent);

/* An object that is published (or that nobody asked for longest) ends its life here as one that is
 * being built; what it points to goes with it. */
static void publish(struct custody_building *building, struct custody_object *object) {
  uintptr_t base = object->base;
  object->parent = 0;
  if (on_own_stack(building, base)) object->published = 1;
  else forget(building, object);
  publish_children(building, base);
}

/* Each call takes at least one child away from its parent, so the depth is bounded by the table. */
static void publish_children(struct custody_building *building, uintptr_t parent) {
  for (uint32_t i = 0; i < building->object_count;) {
    if (building->object[i].parent == parent) {
      publish(building, &building->object[i]);
      i = 0;
    } else {
      i++;
    }
  }
}

static struct custody_object *longest_unused(struct custody_building *building) {
  struct custody_object *oldest = &building->object[0];
  for (uint32_t i = 1; i < building->object_count; i++)
    if (building->object[i].used < oldest->used) oldest = &building->object[i];
  return oldest;
}

int custody_building_fresh(struct custody_building *building, const void *object, uint64_t size) {
  uintptr_t base = (uintptr_t)object;
  if (base == 0) return 1;
  custody_building_freed(building, object);
  int full = building->object_count == CUSTODY_OBJECTS_SIZE;
  if (full) forget(building, longest_unused(building));
  building->object[building->object_count++] =
      (struct custody_object){base, base + (size ? size : 1), 0, ++building->clock, 0};
  return !full;
}

void custody_building_stored(struct custody_building *building, const void *slot,
                             const void *value) {
  struct custody_object *object = find(building, (uintptr_t)value);
  if (!object || object->published) return;
  uintptr_t at = (uintptr_t)slot;
  struct custody_object *holder = find(building, at);
  const struct custody_range *range = find_range(building, at);
  if (holder == object) return;
  if (holder && !holder->published) {
    object->parent = holder->base;
    object->used = holder->used = ++building->clock;
  } else if (range) {
    object->parent = range->base;
  } else if (holder || !on_own_stack(building, at)) {
    publish(building, object);
  }
}

void custody_building_published(struct custody_building *building, const void *value) {
  struct custody_object *object = find(building, (uintptr_t)value);
  if (object && !object->published) publish(building, object);
}

void custody_building_freed(struct custody_building *building, const void *freed) {
  struct custody_object *object = find(building, (uintptr_t)freed);
  if (!object) return;
  for (uint32_t i = 0; i < building->object_count; i++)
    if (building->object[i].parent == object->base) building->object[i].parent = 0;
  forget(building, object);
}

void custody_building_moved(struct custody_building *building, const void *from, const void *to,
                            uint64_t size) {
  struct custody_object *object = find(building, (uintptr_t)from);
  if (!object) return;
  for (uint32_t i = 0; i < building->object_count; i++)
    if (building->object[i].parent == object->base) building->object[i].parent = (uintptr_t)to;
  object->base = (uintptr_t)to;
  object->end = object->base + (size ? size : 1);
}

int custody_building_begin(struct custody_building *building, const void *object, uint64_t size) {
  if (building->range_count == CUSTODY_RANGES_SIZE) {
    building->ranges_lost++;
    return 0;
  }
  uintptr_t base = (uintptr_t)object;
  building->range[building->range_count].base = base;
  building->range[building->range_count].end = base + (size ? size : 1);
  building->range_count++;
  return 1;
}

/* The inner one of two for the same object ends first; a function may be left by longjmp, so what
 * lies above the matching begin ends with it. */
void custody_building_end(struct custody_building *building, const void *object) {
  uintptr_t base = (uintptr_t)object;
  if (building->ranges_lost > 0) {
    building->ranges_lost--;
    return;
  }
  for (uint32_t i = building->range_count; i-- > 0;) {
    if (building->range[i].base != base) continue;
    building->range_count = i;
    if (!find(building, base)) publish_children(building, base);
    return;
  }
}
