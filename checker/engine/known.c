/* known.def as an array, searched from the front: each function's name is looked up once. */
#include "known.h"

#include <stddef.h>
#include <string.h>

static const struct known rows[] = {
#define LOCK_FUNCTION(name, argument, action, mode, result)                                        \
  {#name, KNOWN_LOCK, argument, 0, ACTION_##action, MODE_##mode},
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

int known_lock_type(const char *type) {
  static const char *const types[] = {
#define LOCK_TYPE(name, recursive) #name,
#include <custody/known.def>
  };
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (strcmp(types[i], type) == 0) return 1;
  return 0;
}
