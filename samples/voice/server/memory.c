/* Zeroed, and checked for overflow by calloc and reallocarray. */
#define _GNU_SOURCE
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("voice-server: out of memory\n", stderr);
  abort();
}

void *memory_new(size_t count, size_t size) { return checked(calloc(count ? count : 1, size)); }

void *memory_grow(void *old, size_t count, size_t size) {
  return checked(reallocarray(old, count, size));
}
