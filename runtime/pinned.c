/* See pinned.h. A hash table with open addresses; a row is claimed by its key, and left as GONE when
 * its object ends, so that others are still found behind it. */
#include "pinned.h"
#include "notice.h"

enum { MOST_STEPS = 64 };

#define GONE ((uintptr_t)1)

struct custody_pinned_row custody_pinned_rows[CUSTODY_PINNED_ROWS];
atomic_uint custody_pinned_used;
static atomic_uint changes;

uint32_t custody_pinned_changes(void) { return atomic_load(&changes); }

static void hold(struct custody_pinned_row *row, uint32_t holder) {
  atomic_store(&row->since, atomic_fetch_add(&changes, 1) + 1);
  atomic_store(&row->taken_at_start, 0);
  atomic_store(&row->holder, holder);
}

/* How many there are in a page, or in one that shares its number. */
enum { PAGE = 4096, PAGES = 4096, ALIGNMENT = 4 };
static atomic_uint in_page[PAGES];

static atomic_uint *page_of(uintptr_t address) { return &in_page[address / PAGE % PAGES]; }

static struct custody_pinned_row *row_at(uintptr_t object, uint32_t step) {
  return &custody_pinned_rows[(custody_pinned_hash(object) + step) % CUSTODY_PINNED_ROWS];
}

static struct custody_pinned_row *find(const void *object) {
  uintptr_t key = (uintptr_t)object;
  for (uint32_t step = 0; step < MOST_STEPS; step++) {
    struct custody_pinned_row *row = row_at(key, step);
    uintptr_t there = atomic_load_explicit(&row->object, memory_order_relaxed);
    if (there == key) return row;
    if (there == 0) return NULL;
  }
  return NULL;
}

/* A row for the object, which has none. */
static struct custody_pinned_row *claim(const void *object, uint32_t holder) {
  uintptr_t key = (uintptr_t)object;
  for (uint32_t step = 0; step < MOST_STEPS; step++) {
    struct custody_pinned_row *row = row_at(key, step);
    uintptr_t there = atomic_load(&row->object);
    if (there > GONE) continue;
    if (!atomic_compare_exchange_strong(&row->object, &there, key)) continue;
    hold(row, holder);
    atomic_store(&row->giver, 0);
    atomic_store(&row->given_at, NULL);
    atomic_fetch_add(&custody_pinned_used, there == 0);
    atomic_fetch_add(page_of(key), 1);
    return row;
  }
  custody_notice(CUSTODY_NOTICE_PINNED);
  return NULL;
}

static uint32_t number_of(struct custody_thread *thread) {
  return atomic_load(&thread->number) + 1;
}

/* A thread that has ended holds nothing: its objects are the next one's that touches them. */
static int is_alive(uint32_t holder) { return custody_thread_numbered(holder - 1) != NULL; }

/* Of a thread that instrumented code started it is known what it was given. */
static int was_given_at_start(const struct custody_thread *self, struct custody_pinned_row *row) {
  if (self->birth.place || atomic_load(&row->taken_at_start)) return 0;
  return (int32_t)(atomic_load(&row->since) - self->pins_before) <= 0;
}

enum custody_pin custody_pinned_look(struct custody_thread *self, const void *object,
                                     struct custody_pin_story *story) {
  struct custody_pinned_row *row = find(object);
  if (!row) {
    claim(object, number_of(self));
    return CUSTODY_PIN_MINE;
  }
  uint32_t me = number_of(self);
  uint32_t holder = atomic_load_explicit(&row->holder, memory_order_relaxed);
  if (holder == me) return CUSTODY_PIN_MINE;
  uint32_t giver = atomic_load(&row->giver);
  story->thread = holder ? holder : giver == me ? 0 : giver;
  story->given_at = giver ? atomic_load(&row->given_at) : NULL;
  if (holder && (!is_alive(holder) || was_given_at_start(self, row))) {
    hold(row, me);
    atomic_store(&row->taken_at_start, !self->birth.place);
    return CUSTODY_PIN_MINE;
  }
  return giver == me ? CUSTODY_PIN_GIVEN : CUSTODY_PIN_OTHER;
}

/* The thread that takes it may have been quicker than the call's return. Where a function gives it away
 * and was called to do so, the call is what is told. */
static void give(struct custody_thread *self, struct custody_pinned_row *row,
                 const struct custody_rt_place *place) {
  uint32_t me = number_of(self), holder = me;
  uint32_t now = atomic_load(&row->holder);
  if (now == me || (now == 0 && atomic_load(&row->giver) == me))
    atomic_store(&row->given_at, place);
  if (now != me) return;
  atomic_store(&row->giver, me);
  atomic_compare_exchange_strong(&row->holder, &holder, 0);
}

/* What happens to all the objects that begin in some storage. */
struct change {
  enum { GIVE, TAKE, FORGET } what;
  struct custody_thread *self;
  const struct custody_rt_place *place;
};

static void change_row(struct custody_pinned_row *row, const struct change *change) {
  switch (change->what) {
  case GIVE: give(change->self, row, change->place); break;
  case TAKE: hold(row, number_of(change->self)); break;
  case FORGET: atomic_fetch_sub(page_of(atomic_exchange(&row->object, GONE)), 1); break;
  }
}

/* Page by page, since most storage that begins or ends has no such object in its pages. */
static void change_within(const void *object, uint64_t size, const struct change *change) {
  uintptr_t at = (uintptr_t)object, end = at + (size ? size : 1);
  while (at < end) {
    uintptr_t page_end = (at / PAGE + 1) * PAGE;
    int has_some = atomic_load_explicit(page_of(at), memory_order_relaxed) != 0;
    for (; has_some && at < end && at < page_end; at += ALIGNMENT) {
      struct custody_pinned_row *row = find((const void *)at);
      if (row) change_row(row, change);
    }
    if (at < page_end) at = page_end;
  }
}

void custody_pinned_take(struct custody_thread *self, const void *object, uint64_t size) {
  struct change change = {self->unwatched ? FORGET : TAKE, self, NULL};
  if (!object) return;
  if (!self->unwatched && !find(object)) claim(object, number_of(self));
  change_within(object, size, &change);
}

void custody_pinned_give(struct custody_thread *self, const void *object, uint64_t size,
                         const struct custody_rt_place *place) {
  struct change change = {self->unwatched ? FORGET : GIVE, self, place};
  if (!object) return;
  if (!self->unwatched && !find(object)) claim(object, number_of(self));
  change_within(object, size, &change);
}

void custody_pinned_give_to_thread(struct custody_thread *self, const void *object,
                                   const struct custody_rt_place *place) {
  struct custody_pinned_row *row = object && custody_pinned_any() ? find(object) : NULL;
  if (row && !self->unwatched) give(self, row, place);
}

void custody_pinned_take_as_thread(struct custody_thread *self, const void *object) {
  struct custody_pinned_row *row = object ? find(object) : NULL;
  if (row && !self->unwatched && atomic_load(&row->holder) == 0) hold(row, number_of(self));
}

void custody_pinned_forget(const void *object, uint64_t size) {
  struct change change = {FORGET, NULL, NULL};
  if (object && custody_pinned_any()) change_within(object, size, &change);
}
