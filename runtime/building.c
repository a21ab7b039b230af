/* See building.h. What an object points to, directly or through others, is published with it: each
 * object is in the list of the one that it was stored in last, its holder. */
#include "building.h"
#include <stdatomic.h>
#include <stddef.h>

/* Code on another stack than the thread's own (a signal stack, a coroutine): its locals are near
 * above the frame. */
enum { FOREIGN_STACK_WINDOW = 1 << 20 };

/* In `holder`: a range's index, not an object's number. */
#define IS_RANGE ((uint32_t)1 << 31)

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

static struct custody_object *row(struct custody_building *building, uint32_t number) {
  return &building->objects.row[number];
}

/* The innermost range that the address lies in, or -1. */
static int find_range(const struct custody_building *building, uintptr_t address) {
  for (int i = (int)building->range_count - 1; i >= 0; i--)
    if (building->range[i].base <= address && address < building->range[i].end) return i;
  return -1;
}

static int is_lost(const struct custody_building *building, uintptr_t address) {
  return building->lost_low <= address && address < building->lost_high;
}

int custody_building_covers(const struct custody_building *building, const void *address) {
  uintptr_t at = (uintptr_t)address;
  if (building->changing || building->ranges_lost > 0 || find_range(building, at) >= 0) return 1;
  if (is_lost(building, at)) return 1;
  uint32_t object = custody_objects_find(&building->objects, at);
  if (object) return !building->objects.row[object].published;
  return on_own_stack(building, at);
}

/* A signal handler that interrupts a change leaves the table alone. What it would have published
 * stays unchecked; what it would have added lies on its stack, since it may not allocate. */
static int begin_change(struct custody_building *building) {
  if (building->changing) return 0;
  building->changing = 1;
  atomic_signal_fence(memory_order_seq_cst);
  return 1;
}

static void end_change(struct custody_building *building) {
  atomic_signal_fence(memory_order_seq_cst);
  building->changing = 0;
}

/* -- holders and their children ------------------------------------------------------------ */

static uint32_t *children_of(struct custody_building *building, uint32_t holder) {
  return holder & IS_RANGE ? &building->range[holder & ~IS_RANGE].children
                           : &row(building, holder)->children;
}

static void leave_holder(struct custody_building *building, uint32_t number) {
  struct custody_object *child = row(building, number);
  if (!child->holder) return;
  if (child->before) row(building, child->before)->next = child->next;
  else *children_of(building, child->holder) = child->next;
  if (child->next) row(building, child->next)->before = child->before;
  child->holder = child->next = child->before = 0;
}

static void give_holder(struct custody_building *building, uint32_t number, uint32_t holder) {
  leave_holder(building, number);
  struct custody_object *child = row(building, number);
  uint32_t *first = children_of(building, holder);
  child->holder = holder;
  child->next = *first;
  if (*first) row(building, *first)->before = number;
  *first = number;
}

static void leave_all(struct custody_building *building, uint32_t *children) {
  while (*children) leave_holder(building, *children);
}

/* Ends its life here as one that is being built; what it points to goes with it. The objects that
 * are still to do are a list through `next`, however deep they hang. */
static void publish(struct custody_building *building, uint32_t number) {
  leave_holder(building, number);
  for (uint32_t next; number; number = next) {
    next = row(building, number)->next;
    for (uint32_t child; (child = row(building, number)->children) != 0;) {
      leave_holder(building, child);
      row(building, child)->next = next;
      next = child;
    }
    row(building, number)->next = 0;
    if (on_own_stack(building, row(building, number)->base)) row(building, number)->published = 1;
    else custody_objects_erase(&building->objects, number);
  }
}

/* A fresh object can now be found at `slot`. */
static void put(struct custody_building *building, uint32_t object, uintptr_t slot) {
  uint32_t holder = custody_objects_find(&building->objects, slot);
  int range = find_range(building, slot);
  if (holder == object || is_lost(building, slot)) return;
  if (holder && !row(building, holder)->published) give_holder(building, object, holder);
  else if (range >= 0) give_holder(building, object, (uint32_t)range | IS_RANGE);
  else if (holder || !on_own_stack(building, slot)) publish(building, object);
}

/* -- fresh objects ------------------------------------------------------------------------- */

static void erase(struct custody_building *building, uint32_t number) {
  leave_all(building, &row(building, number)->children);
  leave_holder(building, number);
  custody_objects_erase(&building->objects, number);
}

/* What is there was freed unseen: on another thread, or by code without instrumentation. */
static void erase_between(struct custody_building *building, uintptr_t base, uintptr_t end) {
  for (uint32_t old; (old = custody_objects_overlap(&building->objects, base, end)) != 0;)
    erase(building, old);
}

static void lose(struct custody_building *building, uintptr_t base, uintptr_t end) {
  if (building->lost_high == 0 || base < building->lost_low) building->lost_low = base;
  if (end > building->lost_high) building->lost_high = end;
}

int custody_building_fresh(struct custody_building *building, const void *object, uint64_t size) {
  uintptr_t base = (uintptr_t)object, end = base + (size ? size : 1);
  if (base == 0 || end < base || !begin_change(building)) return 1;
  erase_between(building, base, end);
  uint32_t found_room = custody_objects_insert(&building->objects, base, end);
  if (!found_room) lose(building, base, end);
  end_change(building);
  return found_room != 0;
}

void custody_building_stored(struct custody_building *building, const void *slot,
                             const void *value) {
  if (!begin_change(building)) return;
  uint32_t object = custody_objects_find(&building->objects, (uintptr_t)value);
  if (object && !row(building, object)->published) put(building, object, (uintptr_t)slot);
  end_change(building);
}

void custody_building_published(struct custody_building *building, const void *value) {
  if (!begin_change(building)) return;
  uint32_t object = custody_objects_find(&building->objects, (uintptr_t)value);
  if (object && !row(building, object)->published) publish(building, object);
  end_change(building);
}

void custody_building_freed(struct custody_building *building, const void *freed) {
  if (!begin_change(building)) return;
  uint32_t object = custody_objects_find(&building->objects, (uintptr_t)freed);
  if (object) erase(building, object);
  end_change(building);
}

void custody_building_moved(struct custody_building *building, const void *from, const void *to,
                            uint64_t size) {
  uintptr_t base = (uintptr_t)to, end = base + (size ? size : 1);
  if (!begin_change(building)) return;
  uint32_t object = custody_objects_find(&building->objects, (uintptr_t)from);
  if (object) {
    custody_objects_move(&building->objects, object, 0, 1); /* out of the way */
    erase_between(building, base, end);
    custody_objects_move(&building->objects, object, base, end);
  } else if (is_lost(building, (uintptr_t)from)) {
    lose(building, base, end);
  }
  end_change(building);
}

/* -- ranges -------------------------------------------------------------------------------- */

/* What the innermost range points to belongs to whom it lies in now. One that was left by longjmp
 * ends without having published anything. */
static void drop_range(struct custody_building *building, int left) {
  int mine = begin_change(building);
  struct custody_range *range = &building->range[--building->range_count];
  if (!mine) return; /* a signal handler's own: nothing was put into it */
  for (uint32_t child; (child = range->children) != 0;) {
    leave_holder(building, child);
    if (!left) put(building, child, range->base);
  }
  end_change(building);
}

static int is_stack(const struct custody_building *building, uintptr_t frame) {
  return building->stack_low <= frame && frame < building->stack_high;
}

/* The function that began the range was left by longjmp: its frame lies below one that lives, or
 * it began at this very place. Of other stacks than the thread's own nothing can be said. */
static int was_left(const struct custody_building *building, const struct custody_range *range,
                    const struct custody_call_site *now) {
  if (!is_stack(building, range->site.frame) || !is_stack(building, now->frame)) return 0;
  return range->site.frame < now->frame ||
         (range->site.frame == now->frame && range->site.caller == now->caller);
}

/* A signal handler may begin and end ranges of its own at any point: the row is counted before it
 * is filled. */
int custody_building_begin(struct custody_building *building, const void *object, uint64_t size,
                           struct custody_call_site site) {
  while (building->range_count > 0 && building->ranges_lost == 0 &&
         was_left(building, &building->range[building->range_count - 1], &site))
    drop_range(building, 1);
  if (building->range_count == CUSTODY_RANGES_SIZE) {
    building->ranges_lost++;
    return 0;
  }
  struct custody_range *range = &building->range[building->range_count++];
  atomic_signal_fence(memory_order_seq_cst);
  uintptr_t base = (uintptr_t)object;
  *range = (struct custody_range){base, base + (size ? size : 1), site, 0};
  return 1;
}

/* The inner one of two for the same object ends first; a function may be left by longjmp, so what
 * lies above the matching begin ends with it. */
void custody_building_end(struct custody_building *building, const void *object) {
  if (building->ranges_lost > 0) {
    building->ranges_lost--;
    return;
  }
  int match = (int)building->range_count - 1;
  while (match >= 0 && building->range[match].base != (uintptr_t)object) match--;
  while (match >= 0 && (int)building->range_count > match)
    drop_range(building, (int)building->range_count - 1 > match);
}

void custody_building_clear(struct custody_building *building) {
  custody_objects_clear(&building->objects);
  building->changing = building->range_count = building->ranges_lost = 0;
  building->lost_low = building->lost_high = 0;
  building->stack_low = building->stack_high = 0;
}
