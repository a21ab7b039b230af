/* See lock_path.h. */
#include "lock_path.h"
#include "named.h"
#include "text.h"

const void *custody_lock_path_follow(const struct custody_rt_lock *lock, const void *base) {
  return lock->kind == CUSTODY_RT_LOCK_MEMBER ? NULL : custody_lock_path_address(lock, base);
}

/* "struct server.lock" and "server.lock" are the same member. */
static const char *without_keyword(const char *text) {
  static const char *const keywords[] = {"struct ", "union ", "class "};
  for (unsigned i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
    unsigned length = 0;
    while (keywords[i][length] != '\0' && text[length] == keywords[i][length]) length++;
    if (keywords[i][length] == '\0') return text + length;
  }
  return text;
}

static int same_member(const char *a, const char *b) {
  return a == b || custody_text_equal(without_keyword(a), without_keyword(b));
}

/* Another thread may be writing the array. */
static int points_to(const void *const *array, uint64_t bytes, const void *lock) {
  for (uint64_t i = 0; i < bytes / sizeof *array; i++)
    if (__atomic_load_n(&array[i], __ATOMIC_RELAXED) == lock) return 1;
  return 0;
}

/* Whether a lock that is held is the one that was asked for, whose path leads to `start`. */
static int names(const struct custody_rt_lock *lock, const void *start,
                 const struct custody_hold_entry *row) {
  uintptr_t from = (uintptr_t)start, at = (uintptr_t)row->lock;
  switch (lock->kind) {
  case CUSTODY_RT_LOCK_ELEMENT: return from && from <= at && at < from + lock->span;
  case CUSTODY_RT_LOCK_POINTED:
    return from && (from == at || points_to(start, lock->span, row->lock));
  case CUSTODY_RT_LOCK_MEMBER:
    return at && row->lock_class &&
           (same_member(row->lock_class, lock->text) ||
            custody_named_is_also(row->lock_class, lock->text, same_member));
  default: return from && from == at;
  }
}

static int may_name(const struct custody_rt_lock *lock, const struct custody_hold_entry *row) {
  return lock->kind == CUSTODY_RT_LOCK_MEMBER && !row->lock_class;
}

/* Of the locks that the expression may name the one that is held strongest. */
static enum custody_hold strongest(const struct custody_held *held,
                                   const struct custody_rt_lock *lock, const void *base,
                                   enum custody_hold doubt) {
  const void *start = custody_lock_path_follow(lock, base);
  enum custody_hold best = held->lost > 0 ? doubt : CUSTODY_NOT_HELD;
  for (uint32_t i = 0; i < held->count; i++) {
    const struct custody_hold_entry *row = custody_held_row(held, i);
    if (row->mode <= best) continue;
    if (names(lock, start, row) || (doubt && may_name(lock, row)))
      best = (enum custody_hold)row->mode;
  }
  return best;
}

enum custody_hold custody_lock_path_hold(const struct custody_held *held,
                                         const struct custody_rt_lock *lock, const void *base,
                                         enum custody_hold doubt) {
  if (lock->kind != CUSTODY_RT_LOCK_PATH && lock->kind != CUSTODY_RT_LOCK_GLOBAL)
    return strongest(held, lock, base, doubt);
  const void *address = custody_lock_path_address(lock, base);
  if (!address) return CUSTODY_NOT_HELD;
  enum custody_hold mode = custody_held_mode(held, address);
  return mode == CUSTODY_NOT_HELD && held->lost > 0 ? doubt : mode;
}

int custody_lock_path_find(const struct custody_held *held, const struct custody_rt_lock *lock,
                           const void *base) {
  const void *start = custody_lock_path_follow(lock, base);
  for (int i = (int)held->count - 1; i >= 0; i--)
    if (names(lock, start, custody_held_row(held, (uint32_t)i))) return i;
  return -1;
}
