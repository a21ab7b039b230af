/* An open-addressing table of keys, doubled at half full. */
#include "intern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
  struct intern_key key;
  uint32_t hash, index;
  uint8_t used;
};

struct interner {
  struct entry *entries;
  uint32_t count, capacity;
};

static void *allocate(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (!memory) {
    fputs("custody: out of memory\n", stderr);
    exit(2);
  }
  return memory;
}

struct interner *interner_new(void) {
  struct interner *in = allocate(1, sizeof *in);
  in->capacity = 1024;
  in->entries = allocate(in->capacity, sizeof *in->entries);
  return in;
}

void interner_free(struct interner *in) {
  if (!in) return;
  free(in->entries);
  free(in);
}

/* Multiply and fold, after each word (the constant is 2^64 divided by the golden ratio). */
static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
  return hash ^ hash >> 29;
}

static uint32_t hash_of(const struct intern_key *key) {
  uint64_t hash = mix(7, key->kind);
  for (int i = 0; i < 3; i++) hash = mix(hash, key->number[i]);
  if (key->text)
    for (const char *c = key->text; *c; c++) hash = mix(hash, (unsigned char)*c);
  return (uint32_t)(hash ^ hash >> 32);
}

static int same(const struct intern_key *a, const struct intern_key *b) {
  if (a->kind != b->kind || memcmp(a->number, b->number, sizeof a->number) != 0) return 0;
  if (!a->text || !b->text) return a->text == b->text;
  return strcmp(a->text, b->text) == 0;
}

static struct entry *slot_for(struct entry *entries, uint32_t capacity, uint32_t hash,
                              const struct intern_key *key) {
  uint32_t at = hash & (capacity - 1);
  while (entries[at].used && !(entries[at].hash == hash && same(&entries[at].key, key)))
    at = (at + 1) & (capacity - 1);
  return &entries[at];
}

static void grow(struct interner *in) {
  uint32_t capacity = in->capacity * 2;
  struct entry *entries = allocate(capacity, sizeof *entries);
  for (uint32_t i = 0; i < in->capacity; i++) {
    struct entry *old = &in->entries[i];
    if (old->used) *slot_for(entries, capacity, old->hash, &old->key) = *old;
  }
  free(in->entries);
  in->entries = entries;
  in->capacity = capacity;
}

uint32_t *interner_find(struct interner *in, const struct intern_key *key) {
  if (2 * in->count >= in->capacity) grow(in);
  uint32_t hash = hash_of(key);
  struct entry *slot = slot_for(in->entries, in->capacity, hash, key);
  if (!slot->used) {
    *slot = (struct entry){.key = *key, .hash = hash, .index = UINT32_MAX, .used = 1};
    in->count++;
  }
  return &slot->index;
}
