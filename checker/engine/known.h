/* What is known of functions and types by name: known.def as a look-up. */
#ifndef CUSTODY_KNOWN_H
#define CUSTODY_KNOWN_H

#include <custody/judge.h>

#include <stdint.h>

enum known_kind {
  KNOWN_LOCK,
  KNOWN_LOCK_BEGINS, /**< makes a lock, which nobody may hold */
  KNOWN_LOCK_ENDS,   /**< takes one apart */
  KNOWN_THREAD_START,
  KNOWN_THREAD_JOIN,
  KNOWN_ALLOCATES,
  KNOWN_FREES
};
enum known_action { ACTION_ACQUIRE, ACTION_TRY_ACQUIRE, ACTION_RELEASE, ACTION_WAIT };
enum known_mode { MODE_EXCLUSIVE, MODE_SHARED, MODE_GENERIC };

struct known {
  const char *name;
  enum known_kind kind;
  uint32_t argument;  /**< the lock, the start function, or what is freed */
  uint32_t data;      /**< KNOWN_THREAD_START: the argument that the new thread gets */
  enum known_action action;
  enum known_mode mode;
};

/** It does something to a lock; `known` may be null. */
static inline int known_is_of_locks(const struct known *known) {
  return known && known->kind <= KNOWN_LOCK_ENDS;
}

struct program;
struct facts_unit;
struct facts_annotations;

/** What a policy says of a function beyond its contract, or null. */
const struct known *known_said(struct program *p, const struct facts_unit *u,
                               const struct facts_annotations *list);

/** What is known of the function of this name, or null. */
const struct known *known_function(const char *name);

/** Whether objects of this type are locks. */
int known_lock_type(const char *type);

/** Whether they are locks that their holder may take again, all of them. */
int known_recursive_type(const char *type);

#endif
