/* See lock_path.h. */
#include "lock_path.h"
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

/* Whether entry `i` is the lock that was asked for, whose path leads to `start`. */
static int names(const struct custody_rt_lock *lock, const void *start,
                 const struct custody_held *held, int i) {
  uintptr_t from = (uintptr_t)start, at = (uintptr_t)held->lock[i];
  switch (lock->kind) {
  case CUSTODY_RT_LOCK_ELEMENT: return from && from <= at && at < from + lock->span;
  case CUSTODY_RT_LOCK_POINTED:
    return from && (from == at || points_to(start, lock->span, held->lock[i]));
  case CUSTODY_RT_LOCK_MEMBER:
    return at && held->entry[i].lock_class && same_member(held->entry[i].lock_class, lock->text);
  default: return from && from == at;
  }
}

static int may_name(const struct custody_rt_lock *lock, const struct custody_held *held, int i) {
  return lock->kind == CUSTODY_RT_LOCK_MEMBER && !held->entry[i].lock_class;
}

/* Of the locks that the expression may name the one that is held strongest. */
static enum custody_hold strongest(const struct custody_held *held,
                                   const struct custody_rt_lock *lock, const void *base,
                                   enum custody_hold doubt) {
  const void *start = custody_lock_path_follow(lock, base);
  enum custody_hold best = held->lost > 0 ? doubt : CUSTODY_NOT_HELD;
  for (int i = 0; i < (int)held->count; i++) {
    if (held->mode[i] <= best) continue;
    if (names(lock, start, held, i) || (doubt && may_name(lock, held, i)))
      best = (enum custody_hold)held->mode[i];
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
    if (names(lock, start, held, i)) return i;
  return -1;
}
