/* What the first check of a site finds out, so that the later ones only compare. It's kept in the
 * site's state, above the bits that the tally uses:
 *
 *     12..0  the tally's     15..14  what a thread off the role must hold
 *     13     it is known     17..16  what a thread on the role must hold
 *                            20..18  how to find the lock
 *                            21      PINNED: what is asked is who holds the object
 *                            31..26  the role's index; 0, which every thread has, where there is none
 *
 * All zero, as the pass lays it down: nothing is known. Every thread finds the same. */
#ifndef CUSTODY_SITE_H
#define CUSTODY_SITE_H

#include "lock_path.h"
#include "role.h"
#include "tally.h"

/** What a thread must hold for the access to be right. */
enum custody_need_kept {
  CUSTODY_KEPT_ASK,    /**< unknown, several locks, one of several, or never right: look at all */
  CUSTODY_KEPT_NOTHING, /**< no lock */
  CUSTODY_KEPT_SHARED, /**< its one lock: the hold, plus 1 */
  CUSTODY_KEPT_EXCLUSIVE
};

/** How to find the one lock; of several, or of one among pointers, all is looked at. */
enum custody_path_kept {
  CUSTODY_PATH_OTHER,
  CUSTODY_PATH_FIELD,         /**< `lock`: one offset */
  CUSTODY_PATH_POINTER_FIELD, /**< `server->lock`: an offset, a pointer, an offset */
  CUSTODY_PATH_VARIABLE,      /**< a global */
  CUSTODY_PATH_MEMBER,        /**< `struct server.lock`: no address, a class */
  CUSTODY_PATH_ELEMENT,       /**< `locks[]`: any lock in some storage */
  CUSTODY_PATH_OBJECT,        /**< the object's first field, which lies where it does */
  CUSTODY_PATH_STEPS          /**< any other to one lock, step by step */
};

enum {
  CUSTODY_SITE_KNOWN = 1 << 13,
  CUSTODY_SITE_NEED = 14,
  CUSTODY_SITE_PATH = 18,
  CUSTODY_SITE_OF_HOLDER = 1 << 21,
  CUSTODY_SITE_ROLE = 26
};
_Static_assert(CUSTODY_SITE_KNOWN == 2 * CUSTODY_TALLY_SIZE, "the tally needs more bits");
_Static_assert(CUSTODY_ROLES <= 1 << (32 - CUSTODY_SITE_ROLE), "a role needs more bits");
_Static_assert((int)CUSTODY_KEPT_SHARED == (int)CUSTODY_HELD_SHARED + 1 &&
                   (int)CUSTODY_KEPT_EXCLUSIVE == (int)CUSTODY_HELD_EXCLUSIVE + 1,
               "a need is a hold plus 1");

static inline enum custody_need_kept custody_site_need(uint32_t state, uint64_t roles) {
  uint32_t on_role = roles >> (state >> CUSTODY_SITE_ROLE) & 1;
  return (enum custody_need_kept)(state >> (CUSTODY_SITE_NEED + 2 * on_role) & 3);
}

static inline enum custody_path_kept custody_site_path(uint32_t state) {
  return (enum custody_path_kept)(state >> CUSTODY_SITE_PATH & 7);
}

/** The lock's address, or null: a null pointer is on the way, or the path is another. */
static inline const void *custody_site_lock(uint32_t state, const struct custody_rt_lock *lock,
                                            const void *object) {
  const char *at = object;
  switch (custody_site_path(state)) {
  case CUSTODY_PATH_OBJECT: return at;
  case CUSTODY_PATH_FIELD: return at + lock->steps->offset;
  case CUSTODY_PATH_VARIABLE: return lock->global;
  case CUSTODY_PATH_POINTER_FIELD:
    at = __atomic_load_n((const char *const *)(at + lock->steps->offset), __ATOMIC_RELAXED);
    return at ? at + lock->steps[1].offset : at;
  case CUSTODY_PATH_STEPS: return custody_lock_path_address(lock, object);
  default: return NULL;
  }
}

/** Whether the site's one lock is held as it must be, as far as a short look tells: if not,
 * custody_lock_path_hold knows. No hold is as strong as what CUSTODY_KEPT_ASK comes to. */
static inline int custody_site_holds(struct custody_held *held, uint32_t state,
                                     const struct custody_rt_lock *lock, const void *object,
                                     enum custody_need_kept need) {
  enum custody_hold mode = (enum custody_hold)(need - 1);
  const void *address;
  switch (custody_site_path(state)) {
  case CUSTODY_PATH_MEMBER: return custody_held_newest_of(held, lock->text, mode);
  case CUSTODY_PATH_ELEMENT:
    address = custody_lock_path_address(lock, object);
    return address && custody_held_newest_within(held, address, lock->span, mode);
  default:
    address = custody_site_lock(state, lock, object);
    return address && custody_held_quickly(held, address, mode);
  }
}

#endif
