/* Entries in the order in which they were read, found through a hash of the last part of their
 * names: `recv` of `quic::connection::recv`, `users` of `server.users`. Globs stand apart. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

/* Text is kept in blocks of at least this size. */
enum { block_size = 16384, first_buckets = 256 };

struct block {
  struct block *next;
  size_t used, size;
  char bytes[];
};

struct policy {
  struct policy_entry *entries;
  uint32_t *next; /* for each entry: the next of its bucket, plus one */
  uint32_t entry_count, entry_capacity;
  uint32_t *buckets; /* the first entry, plus one; entries in order */
  uint32_t *last;
  uint32_t bucket_count;
  uint32_t *globs;
  uint32_t glob_count, glob_capacity;
  uint32_t has_globs; /* a bit for each kind */
  struct policy_details *files;
  uint32_t file_count, file_capacity;
  struct block *blocks;
};

static void *grow(void *rows, uint32_t count, uint32_t *capacity, size_t size) {
  if (count < *capacity) return rows;
  *capacity = *capacity ? *capacity * 2 : 16;
  void *more = realloc(rows, *capacity * size);
  if (!more) abort();
  return more;
}

struct policy *policy_new(void) {
  struct policy *p = calloc(1, sizeof *p);
  if (!p) abort();
  p->bucket_count = first_buckets;
  p->buckets = calloc(p->bucket_count, sizeof *p->buckets);
  p->last = calloc(p->bucket_count, sizeof *p->last);
  if (!p->buckets || !p->last) abort();
  return p;
}

void policy_free(struct policy *p) {
  if (!p) return;
  for (struct block *b = p->blocks; b;) {
    struct block *next = b->next;
    free(b);
    b = next;
  }
  for (uint32_t i = 0; i < p->file_count; i++) {
    for (unsigned k = 0; k < LIST_COUNT; k++) free(p->files[i].lists[k].row);
    free(p->files[i].constants);
  }
  free(p->entries);
  free(p->next);
  free(p->buckets);
  free(p->last);
  free(p->globs);
  free(p->files);
  free(p);
}

const char *policy_keep(struct policy *p, const char *text, size_t length) {
  if (!p->blocks || p->blocks->size - p->blocks->used <= length) {
    size_t size = length < block_size ? block_size : length + 1;
    struct block *b = malloc(sizeof *b + size);
    if (!b) abort();
    *b = (struct block){p->blocks, 0, size};
    p->blocks = b;
  }
  char *kept = p->blocks->bytes + p->blocks->used;
  memcpy(kept, text, length);
  kept[length] = 0;
  p->blocks->used += length + 1;
  return kept;
}

uint32_t policy_add_file(struct policy *p, struct policy_file file) {
  p->files = grow(p->files, p->file_count, &p->file_capacity, sizeof *p->files);
  p->files[p->file_count] = (struct policy_details){.file = file};
  return p->file_count++;
}

struct policy_details *policy_details(const struct policy *p, uint32_t file) {
  return &p->files[file];
}

const struct policy_file *policy_file_of(const struct policy *p, uint32_t file) {
  return &p->files[file].file;
}

uint32_t policy_file_count(const struct policy *p) { return p->file_count; }

/* FNV-1a, 32 bits (Fowler, Noll, Vo). */
static uint32_t hash(enum policy_kind kind, const char *text, size_t length) {
  uint32_t value = 2166136261u ^ (uint32_t)kind;
  for (size_t i = 0; i < length; i++) value = (value ^ (unsigned char)text[i]) * 16777619u;
  return value ^ value >> 15;
}

/* What follows the last `::` or `.` that stands in no template's arguments. */
static const char *last_part(const char *name) {
  unsigned depth = 0;
  for (const char *c = name + strlen(name); c > name; c--) {
    if (c[-1] == '>') depth++;
    else if (c[-1] == '<' && depth) depth--;
    else if ((c[-1] == ':' || c[-1] == '.') && !depth) return c;
  }
  return name;
}

static uint32_t bucket_of(const struct policy *p, enum policy_kind kind, const char *name) {
  const char *part = last_part(name);
  return hash(kind, part, strlen(part)) & (p->bucket_count - 1);
}

static void chain(struct policy *p, uint32_t index) {
  const struct policy_entry *e = &p->entries[index];
  uint32_t bucket = bucket_of(p, e->kind, e->name);
  p->next[index] = 0;
  if (p->last[bucket]) p->next[p->last[bucket] - 1] = index + 1;
  else p->buckets[bucket] = index + 1;
  p->last[bucket] = index + 1;
}

static void add_buckets(struct policy *p) {
  size_t count = (size_t)p->bucket_count * 2;
  free(p->buckets);
  free(p->last);
  p->buckets = calloc(count, sizeof *p->buckets);
  p->last = calloc(count, sizeof *p->last);
  if (!p->buckets || !p->last) abort();
  p->bucket_count = (uint32_t)count;
  for (uint32_t i = 0; i < p->entry_count; i++) chain(p, i);
}

void policy_add_entry(struct policy *p, struct policy_entry entry) {
  uint32_t capacity = p->entry_capacity;
  entry.is_glob = strpbrk(entry.name, "*?") != NULL;
  p->entries = grow(p->entries, p->entry_count, &p->entry_capacity, sizeof *p->entries);
  p->next = grow(p->next, p->entry_count, &capacity, sizeof *p->next);
  uint32_t index = p->entry_count++;
  p->entries[index] = entry;
  p->next[index] = 0;
  if (entry.is_glob) {
    p->globs = grow(p->globs, p->glob_count, &p->glob_capacity, sizeof *p->globs);
    p->globs[p->glob_count++] = index;
    p->has_globs |= 1u << entry.kind;
  }
  if (p->entry_count > p->bucket_count) add_buckets(p);
  else chain(p, index);
}

uint32_t policy_entry_count(const struct policy *p) { return p->entry_count; }

const struct policy_entry *policy_entry_at(const struct policy *p, uint32_t index) {
  return &p->entries[index];
}

const struct policy_entry *policy_entry_named(const struct policy *p, uint32_t file,
                                              enum policy_kind kind, const char *name) {
  for (uint32_t i = p->buckets[bucket_of(p, kind, name)]; i; i = p->next[i - 1]) {
    const struct policy_entry *e = &p->entries[i - 1];
    if (e->kind == kind && e->file == file && strcmp(e->name, name) == 0) return e;
  }
  return NULL;
}

int policy_may_know(const struct policy *p, enum policy_kind kind, const char *identifier,
                    size_t length) {
  return (p->has_globs >> kind & 1) ||
         p->buckets[hash(kind, identifier, length) & (p->bucket_count - 1)] != 0;
}

/* The next entry of the bucket that writes the name out, from `at` on; 0 at its end. */
static uint32_t next_exact(const struct policy *p, uint32_t at, enum policy_kind kind,
                           const char *name) {
  for (; at; at = p->next[at - 1]) {
    const struct policy_entry *e = &p->entries[at - 1];
    if (e->kind == kind && !e->is_glob && strcmp(e->name, name) == 0) break;
  }
  return at;
}

static uint32_t next_glob(const struct policy *p, uint32_t at, enum policy_kind kind,
                          const char *name) {
  for (; at < p->glob_count; at++) {
    const struct policy_entry *e = &p->entries[p->globs[at]];
    if (e->kind == kind && policy_glob_fits(e->name, name)) break;
  }
  return at;
}

size_t policy_find(const struct policy *p, enum policy_kind kind, const char *name,
                   const struct policy_entry **found, size_t capacity) {
  size_t count = 0;
  uint32_t exact = p->buckets[bucket_of(p, kind, name)], glob = 0;
  if (!(p->has_globs >> kind & 1)) glob = p->glob_count;
  for (uint32_t named = UINT32_MAX;;) {
    exact = next_exact(p, exact, kind, name);
    glob = next_glob(p, glob, kind, name);
    const struct policy_entry *by_name = exact ? &p->entries[exact - 1] : NULL;
    const struct policy_entry *by_glob = glob < p->glob_count ? &p->entries[p->globs[glob]] : NULL;
    const struct policy_entry *first = by_name;
    if (!by_name && !by_glob) return count;
    /* In a file that writes the name out, its globs are not asked. */
    if (by_glob && (!by_name || by_glob->file < by_name->file)) first = by_glob;
    if (first == by_name) exact = p->next[exact - 1], named = first->file;
    else glob++;
    if ((first == by_glob && first->file == named) || !*first->text) continue;
    if (count < capacity) found[count] = first;
    count++;
  }
}

void policy_list_add(struct policy_strings *list, const char *text) {
  list->row = grow((void *)list->row, list->count, &list->capacity, sizeof *list->row);
  list->row[list->count++] = text;
}

void policy_constant_add(struct policy_details *d, struct policy_constant constant) {
  d->constants = grow(d->constants, d->constant_count, &d->constant_capacity, sizeof *d->constants);
  d->constants[d->constant_count++] = constant;
}
