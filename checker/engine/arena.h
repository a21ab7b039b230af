/* Memory of one engine: taken piece by piece, given back all at once. Out of memory ends the
 * program, since no half-finished answer is worth giving. */
#ifndef CUSTODY_ARENA_H
#define CUSTODY_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
  struct arena_chunk *chunks;
  char *at, *end;
  size_t taken; /**< bytes, from the system */
  size_t chunk; /**< bytes taken from the system at once; 0: a size for what lives long */
};

/** `size` zeroed bytes, aligned for pointers and 64-bit numbers. */
void *arena_take(struct arena *arena, size_t size);

/** `count` zeroed items of a type: ARENA_ARRAY(arena, struct item, count). */
#define ARENA_ARRAY(arena, type, count) ((type *)arena_take(arena, sizeof(type) * (size_t)(count)))

/** Formatted text. */
const char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void arena_free(struct arena *arena);

/** Gives all back but one chunk, which what is taken next will be taken from. */
void arena_clear(struct arena *arena);

#endif
