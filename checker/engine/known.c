/* known.def as an array, searched from the front: each function's name is looked up once. */
#include "known.h"

#include <stddef.h>
#include <string.h>

static const struct known rows[] = {
#define LOCK_FUNCTION(name, argument, action, mode, result)                                        \
  {#name, KNOWN_LOCK, argument, 0, ACTION_##action, MODE_##mode},
#define LOCK_INIT(name, argument)                                                                  \
  {#name, KNOWN_LOCK_BEGINS, argument, 0, ACTION_ACQUIRE, MODE_EXCLUSIVE},
#define LOCK_DESTROY(name, argument)                                                               \
  {#name, KNOWN_LOCK_ENDS, argument, 0, ACTION_ACQUIRE, MODE_EXCLUSIVE},
#define THREAD_START(name, function, data)                                                         \
  {#name, KNOWN_THREAD_START, function, data, ACTION_ACQUIRE, MODE_EXCLUSIVE},
#define THREAD_JOIN(name) {#name, KNOWN_THREAD_JOIN, 0, 0, ACTION_ACQUIRE, MODE_EXCLUSIVE},
#define ALLOCATES(name) {#name, KNOWN_ALLOCATES, 0, 0, ACTION_ACQUIRE, MODE_EXCLUSIVE},
#define FREES(name, argument) {#name, KNOWN_FREES, argument, 0, ACTION_ACQUIRE, MODE_EXCLUSIVE},
#include <custody/known.def>
};

const struct known *known_function(const char *name) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (rows[i].name[0] == name[0] && strcmp(rows[i].name, name) == 0) return &rows[i];
  return NULL;
}

static const struct lock_type {
  const char *name;
  int is_recursive;
} types[] = {
#define LOCK_TYPE(name, recursive) {#name, recursive},
#include <custody/known.def>
};

static const struct lock_type *find_type(const char *name) {
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (strcmp(types[i].name, name) == 0) return &types[i];
  return NULL;
}

int known_lock_type(const char *type) { return find_type(type) != NULL; }

int known_recursive_type(const char *type) {
  const struct lock_type *found = find_type(type);
  return found && found->is_recursive;
}
