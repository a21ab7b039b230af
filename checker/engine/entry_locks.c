/* The locks that are held on every way into a function: those that all its callers hold at the
 * call, or have been entered with. Found top-down, from all locks to fewer. A lock that two ways
 * of nesting others have in common lets only one of them happen at a time. */
#include "nesting.h"

#include <stdlib.h>
#include <string.h>

static int has(const struct entry_locks *e, uint32_t name) {
  for (unsigned i = 0; i < e->count; i++)
    if (e->names[i] == name) return 1;
  return 0;
}

static void add(struct entry_locks *e, uint32_t name) {
  if (!has(e, name) && e->count < MAX_GATES) e->names[e->count++] = name;
}

static int narrow(struct entry_locks *to, const struct entry_locks *by) {
  if (!to->is_known) {
    *to = *by;
    to->is_known = 1;
    return 1;
  }
  unsigned kept = 0, before = to->count;
  uint64_t joined = to->joined;
  to->joined &= by->joined;
  for (unsigned i = 0; i < to->count; i++)
    if (has(by, to->names[i])) to->names[kept++] = to->names[i];
  to->count = (uint8_t)kept;
  return kept != before || joined != to->joined;
}

/* What is held at one call; 0 where nothing is known of the caller yet. */
static int at_call(const struct entry_locks *all, const struct held_call *call,
                   struct entry_locks *at) {
  const struct entry_locks *caller = &all[call->caller];
  memset(at, 0, sizeof *at);
  if (!caller->is_known) return 0;
  at->joined = call->joined | caller->joined;
  for (unsigned i = 0; i < call->count; i++) add(at, call->names[i]);
  for (unsigned i = 0; !call->is_closed && i < caller->count; i++) add(at, caller->names[i]);
  return 1;
}

struct entry_locks *program_entry_locks(struct program *p) {
  struct entry_locks *all = ARENA_ARRAY(&p->arena, struct entry_locks, p->functions.count + 1);
  const struct lock_order *order = p->order;
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (p->functions.row[i].roots) all[i].is_known = 1;
  for (int changed = 1; changed;) {
    changed = 0;
    /* Callers were analysed last: from the end, most are known before what they call. */
    for (uint32_t i = order->calls.count; i-- > 0;) {
      struct entry_locks at;
      if (at_call(all, &order->calls.row[i], &at))
        changed |= narrow(&all[order->calls.row[i].callee], &at);
    }
  }
  return all;
}
