/* Allocation that cannot fail: a server that runs out of memory says so and stops. */
#ifndef VOICE_MEMORY_H
#define VOICE_MEMORY_H

#include <stddef.h>

void *memory_new(size_t count, size_t size);
void *memory_grow(void *old, size_t count, size_t size);

#endif
