/* An open-addressed table. Nothing goes through it in the order of its slots, which depends on
 * addresses. */
#include "need_set.h"

#include "arena.h"

static int same_guards(const struct need *a, const struct need *b) {
  if (a->guard_count != b->guard_count) return 0;
  for (uint32_t i = 0; i < a->guard_count; i++) {
    const struct guard *x = &a->guards[i], *y = &b->guards[i];
    if (x->lock != y->lock || x->hold != y->hold || x->closed != y->closed || x->loose != y->loose)
      return 0;
  }
  return 1;
}

/* Needs not to hold a lock are the same whichever place takes it; what is touched twice, with the
 * same locks held, is touched once. */
static int same_need(const struct need *a, const struct need *b) {
  if (a->origin->kind != b->origin->kind || a->object != b->object || !same_guards(a, b)) return 0;
  if (a->origin == b->origin) return 1;
  if (a->origin->kind == NEED_NOT_HELD) return a->origin->mode == b->origin->mode;
  return a->origin->kind == NEED_TOUCH && a->origin->access == b->origin->access;
}

static uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
  return hash ^ hash >> 32;
}

static uint64_t hash_of(const struct need *need) {
  const struct origin *o = need->origin;
  uint64_t who = o->kind == NEED_NOT_HELD ? o->mode
                 : o->kind == NEED_TOUCH  ? o->access
                                          : (uint64_t)(uintptr_t)o;
  uint64_t hash = mix(mix(o->kind, who), need->object);
  for (uint32_t i = 0; i < need->guard_count; i++) {
    const struct guard *g = &need->guards[i];
    hash = mix(hash, (uint64_t)g->lock << 24 | (uint64_t)g->hold << 16 | (uint64_t)g->closed << 8 |
                         g->loose);
  }
  return hash;
}

/* The slot of the need, or the free one where it belongs. */
static struct need **slot_of(const struct need_set *set, const struct need *need) {
  uint32_t at = (uint32_t)hash_of(need) & (set->capacity - 1);
  while (set->slots[at] && !same_need(set->slots[at], need)) at = (at + 1) & (set->capacity - 1);
  return &set->slots[at];
}

struct need *need_set_find(const struct need_set *set, const struct need *need) {
  return set->capacity ? *slot_of(set, need) : NULL;
}

static void grow(struct arena *arena, struct need_set *set) {
  struct need_set old = *set;
  set->capacity = old.capacity ? old.capacity * 2 : 16;
  set->slots = ARENA_ARRAY(arena, struct need *, set->capacity);
  for (uint32_t i = 0; i < old.capacity; i++)
    if (old.slots[i]) *slot_of(set, old.slots[i]) = old.slots[i];
}

void need_set_add(struct arena *arena, struct need_set *set, struct need *need) {
  if (set->count * 2 >= set->capacity) grow(arena, set);
  *slot_of(set, need) = need;
  set->count++;
}
