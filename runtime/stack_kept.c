/* See stack_kept.h. Open addresses: a row is claimed by the hash of its stack and never freed, so the
 * table needs no lock. Two stacks with the same 64 bits of hash would be one. */
#include "stack_kept.h"
#include "notice.h"
#include <stdatomic.h>

struct row {
  _Atomic uint64_t hash;
  atomic_uint count; /**< frames, once they are all there */
  _Atomic uintptr_t address[CUSTODY_STACK_KEPT_DEEPEST];
};
static struct row rows[CUSTODY_STACKS];

static uint64_t hash_of(const struct custody_stack *stack) {
  uint64_t hash = 0;
  for (unsigned i = 0; i < stack->count; i++) {
    hash = (hash ^ stack->address[i]) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 29;
  }
  return hash ? hash : 1;
}

static void fill(struct row *row, const struct custody_stack *stack) {
  for (unsigned i = 0; i < stack->count; i++)
    atomic_store_explicit(&row->address[i], stack->address[i], memory_order_relaxed);
  atomic_store_explicit(&row->count, stack->count, memory_order_release);
}

uint32_t custody_stack_number(const struct custody_stack *stack) {
  if (stack->count == 0) return 0;
  uint64_t hash = hash_of(stack);
  for (uint32_t i = 0; i < CUSTODY_STACKS; i++) {
    struct row *row = &rows[(hash + i) % CUSTODY_STACKS];
    uint64_t there = 0;
    if (atomic_compare_exchange_strong(&row->hash, &there, hash)) fill(row, stack);
    else if (there != hash) continue;
    return (uint32_t)(row - rows) + 1;
  }
  custody_notice(CUSTODY_NOTICE_STACKS);
  return 0;
}

void custody_stack_kept(struct custody_stack *stack, uint32_t number) {
  stack->count = stack->is_inside = 0;
  if (number == 0) return;
  const struct row *row = &rows[number - 1];
  stack->count = atomic_load_explicit(&row->count, memory_order_acquire);
  for (unsigned i = 0; i < stack->count; i++)
    stack->address[i] = atomic_load_explicit(&row->address[i], memory_order_relaxed);
}
