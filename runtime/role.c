/* See role.h. A slot is claimed by its name, from the first slot on, so two threads that name a
 * role at the same time meet in the same slot. */
#include "role.h"
#include "blocking.h"
#include "clock.h"
#include "notice.h"
#include "stack.h"
#include "text.h"
#include "thread.h"

struct custody_role custody_roles[CUSTODY_ROLES] = {[CUSTODY_ROLE_MAIN] = {.name = "main"}};

enum { NAMES_SIZE = 4096 };
static char names[NAMES_SIZE];
static atomic_uint names_used;

/* A copy that stays when the library that named the role is unloaded. */
static const char *keep(const char *name) {
  unsigned length = 0;
  while (name[length] != '\0') length++;
  unsigned at = atomic_fetch_add(&names_used, length + 1);
  if (at > NAMES_SIZE || length + 1 > NAMES_SIZE - at) return name;
  custody_text_copy(names + at, name, length + 1);
  return names + at;
}

uint32_t custody_role_named(const char *name, uint32_t pool) {
  const char *kept = NULL;
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++) {
    const char *there = atomic_load(&custody_roles[i].name);
    if (!there) {
      if (!kept) kept = keep(name);
      if (atomic_compare_exchange_strong(&custody_roles[i].name, &there, kept)) there = kept;
    }
    if (!custody_text_equal(there, name)) continue;
    if (pool) atomic_store(&custody_roles[i].pool, pool);
    return i;
  }
  custody_notice(CUSTODY_NOTICE_ROLES);
  return 0;
}

uint32_t custody_role_first_seen(struct custody_rt_role *role) {
  uint32_t index = custody_role_named(role->name, role->pool);
  __atomic_store_n(&role->index, index, __ATOMIC_RELAXED);
  return index;
}

void custody_rt_declare_role(struct custody_rt_role *role, uint32_t flags) {
  uint32_t index = custody_role_index(role);
  if (index == 0) return;
  if (flags & CUSTODY_RT_ROLE_POOL) atomic_store(&custody_roles[index].pool, 1);
  if (flags & CUSTODY_RT_ROLE_NONBLOCKING)
    atomic_fetch_or(&custody_nonblocking, (uint64_t)1 << index);
}

uint32_t custody_role_take(struct custody_thread *thread, uint32_t index,
                           const struct custody_rt_place *place, const void *caller) {
  uint64_t bit = (uint64_t)1 << index;
  struct custody_role *role = &custody_roles[index];
  if (thread->roles & bit) return 0;
  thread->roles |= bit;
  atomic_fetch_add(&role->live, 1);
  if (atomic_load(&role->pool)) return 0;
  uint32_t owner = 0;
  if (!atomic_compare_exchange_strong(&role->owner, &owner, thread->number + 1)) return owner;
  atomic_store(&role->place, place);
  atomic_store(&role->stack, caller ? custody_stack_keep(caller) : 0);
  atomic_store(&role->since, custody_now());
  return 0;
}

static void leave(struct custody_role *role, uint32_t number) {
  uint32_t owner = number + 1;
  atomic_compare_exchange_strong(&role->owner, &owner, 0);
  atomic_fetch_sub(&role->live, 1);
}

void custody_role_drop(struct custody_thread *thread, uint32_t index) {
  uint64_t bit = (uint64_t)1 << index;
  if (index == 0 || !(thread->roles & bit)) return;
  thread->roles &= ~bit;
  leave(&custody_roles[index], thread->number);
}

void custody_role_thread_ended(uint32_t number, uint64_t mask) {
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++) {
    if (!(mask >> i & 1)) continue;
    atomic_fetch_add(&custody_roles[i].ended, 1);
    atomic_fetch_add(&custody_roles[i].unjoined, 1);
    leave(&custody_roles[i], number);
  }
}

void custody_role_thread_joined(uint64_t mask) {
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++)
    if (mask >> i & 1) atomic_fetch_sub(&custody_roles[i].unjoined, 1);
}

/* A thread without a record may have had it, and been joined. */
int custody_role_is_over(uint32_t index) {
  struct custody_role *role = &custody_roles[index];
  int was_taken = atomic_load(&role->ended) > 0 || custody_thread_some_had_none();
  return was_taken && atomic_load(&role->live) == 0 && atomic_load(&role->unjoined) == 0;
}

void custody_role_only(uint32_t number, uint64_t mask) {
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++) {
    struct custody_role *role = &custody_roles[i];
    int mine = (int)(mask >> i & 1);
    if (atomic_load(&role->owner) != number + 1) atomic_store(&role->owner, 0);
    atomic_store(&role->live, (unsigned)mine);
    atomic_store(&role->unjoined, 0);
    atomic_store(&role->ended, 0);
  }
}
