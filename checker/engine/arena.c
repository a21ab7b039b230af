/* Chunks of growing use; a request larger than a chunk gets one of its own. */
#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 18, ALIGNMENT = 8 };

struct arena_chunk {
  struct arena_chunk *next;
  _Alignas(ALIGNMENT) char bytes[];
};

static void *take_slowly(struct arena *arena, size_t size) {
  size_t usual = arena->chunk ? arena->chunk : CHUNK;
  size_t bytes = size > usual / 4 ? size : usual;
  struct arena_chunk *chunk = calloc(1, sizeof *chunk + bytes);
  if (!chunk) {
    fputs("custody: out of memory\n", stderr);
    exit(2);
  }
  arena->taken += bytes;
  chunk->next = arena->chunks;
  arena->chunks = chunk;
  if (bytes == size) return chunk->bytes;
  arena->at = chunk->bytes + size;
  arena->end = chunk->bytes + bytes;
  return chunk->bytes;
}

void *arena_take(struct arena *arena, size_t size) {
  if (size > SIZE_MAX / 2) size = SIZE_MAX / 2;
  size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  if (size > (size_t)(arena->end - arena->at)) return take_slowly(arena, size);
  char *taken = arena->at;
  arena->at += size;
  return taken;
}

const char *arena_format(struct arena *arena, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length < 0) return "";
  char *text = arena_take(arena, (size_t)length + 1);
  va_start(arguments, format);
  vsnprintf(text, (size_t)length + 1, format, arguments);
  va_end(arguments);
  return text;
}

void arena_clear(struct arena *arena) {
  struct arena_chunk *kept = arena->chunks;
  size_t usual = arena->chunk ? arena->chunk : CHUNK;
  if (!kept || arena->end != kept->bytes + usual) {
    arena_free(arena);
    return;
  }
  memset(kept->bytes, 0, (size_t)(arena->at - kept->bytes));
  arena->chunks = kept->next;
  arena_free(arena);
  kept->next = NULL;
  *arena = (struct arena){.chunks = kept,
                          .at = kept->bytes,
                          .end = kept->bytes + usual,
                          .chunk = arena->chunk,
                          .taken = usual};
}

void arena_free(struct arena *arena) {
  while (arena->chunks) {
    struct arena_chunk *chunk = arena->chunks;
    arena->chunks = chunk->next;
    free(chunk);
  }
  *arena = (struct arena){.chunk = arena->chunk};
}
