/* Facts out of files: objects, programs, shared objects and static libraries. */
#ifndef CUSTODY_OBJECT_H
#define CUSTODY_OBJECT_H

#include <stddef.h>
#include <stdint.h>

struct facts_unit;

/** The units found so far; grow with object_read, free with object_list_free. A unit that comes
 * twice (an object, and the program that it is in) is there once. */
struct object_list {
  struct facts_unit **unit;
  uint32_t count, capacity;
  struct object_seal *seal; /**< of each unit */
  uint32_t seal_count, seal_capacity;
};

/** Reads every unit in the file at `path` and appends what is new. Returns how many there were, 0
 * for a file that was read but has none; on failure -1, with a message for the user in `message`,
 * which names the file and the next step. */
int object_read(struct object_list *list, const char *path, char *message, size_t size);

void object_list_free(struct object_list *list);

#endif
