/* Building a unit: growing tables, and finding equal strings and nodes again.
 *
 * Two open-addressing tables of indices; the rows themselves stay in the unit, in the order in
 * which they were first asked for, so that equal input gives equal bytes. */
#include "facts.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h> /* libxxhash: the fastest well-kept hash in Debian; also checks the bytes */

struct slots {
  uint32_t *slot; /* index + 1, or 0 */
  uint32_t count, capacity;
};

struct facts_index {
  struct slots strings, nodes;
  uint8_t *depth; /* of each node */
  uint32_t depth_count, depth_capacity;
};

static _Noreturn void out_of_memory(void) { abort(); }

uint32_t facts_append_rows(void **rows, uint32_t *count, uint32_t *capacity, size_t size,
                           uint32_t n) {
  uint32_t first = *count;
  if (n > UINT32_MAX / 4 - first) out_of_memory();
  if (first + n > *capacity) {
    uint32_t wanted = *capacity * 2 > first + n ? *capacity * 2 : first + n + 8;
    void *grown = realloc(*rows, wanted * size);
    if (!grown) out_of_memory();
    *rows = grown;
    *capacity = wanted;
  }
  if (n) memset((char *)*rows + first * size, 0, n * size);
  *count = first + n;
  return first;
}

static void slots_grow(struct slots *s) {
  struct slots bigger = {.capacity = s->capacity ? s->capacity * 2 : 64, .count = s->count};
  bigger.slot = calloc(bigger.capacity, 2 * sizeof *bigger.slot);
  if (!bigger.slot) out_of_memory();
  for (uint32_t i = 0; i < s->capacity; i++) {
    if (!s->slot[2 * i]) continue;
    uint32_t at = s->slot[2 * i + 1] & (bigger.capacity - 1);
    while (bigger.slot[2 * at]) at = (at + 1) & (bigger.capacity - 1);
    bigger.slot[2 * at] = s->slot[2 * i];
    bigger.slot[2 * at + 1] = s->slot[2 * i + 1];
  }
  free(s->slot);
  *s = bigger;
}

typedef int same_row(const struct facts_unit *, uint32_t row, const void *wanted);

/* The slot that holds the wanted row's index + 1, or the free slot where it belongs. */
static uint32_t *slots_find(struct slots *s, const struct facts_unit *unit, uint32_t hash,
                            same_row *same, const void *wanted) {
  if (2 * (s->count + 1) > s->capacity) slots_grow(s);
  uint32_t at = hash & (s->capacity - 1);
  while (s->slot[2 * at]) {
    if (s->slot[2 * at + 1] == hash && same(unit, s->slot[2 * at] - 1, wanted)) break;
    at = (at + 1) & (s->capacity - 1);
  }
  return &s->slot[2 * at];
}

static void slots_fill(struct slots *s, uint32_t *slot, uint32_t row, uint32_t hash) {
  slot[0] = row + 1;
  slot[1] = hash;
  s->count++;
}

struct facts_unit *facts_new(void) {
  struct facts_unit *unit = calloc(1, sizeof *unit);
  if (!unit) return NULL;
  unit->index = calloc(1, sizeof *unit->index);
  if (!unit->index) {
    free(unit);
    return NULL;
  }
  facts_string(unit, "", 0);
  FACTS_APPEND(unit, files, 1);
  facts_node(unit, FACTS_UNKNOWN, 0, 0, 0);
  return unit;
}

void facts_free(struct facts_unit *unit) {
  if (!unit) return;
  for (uint32_t i = 0; i < unit->strings.count; i++) free((char *)unit->strings.row[i].text);
  void *tables[] = {
      unit->strings.row,    unit->files.row,   unit->nodes.row,           unit->records.row,
      unit->fields.row,     unit->globals.row, unit->functions.row,       unit->parameters.row,
      unit->locals.row,     unit->blocks.row,  unit->events.row,          unit->values.row,
      unit->successors.row, unit->cases.row,   unit->overrides.row,       unit->annotations.row,
      unit->arguments.row,  unit->defects.row, unit->file_annotations.row};
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) free(tables[i]);
  if (unit->index) {
    free(unit->index->strings.slot);
    free(unit->index->nodes.slot);
    free(unit->index->depth);
    free(unit->index);
  }
  free(unit);
}

static void forget_slots(struct slots *s) {
  free(s->slot);
  *s = (struct slots){0};
}

/* What grew by doubling gives back what it did not need. */
static void shrink(void **rows, uint32_t count, uint32_t *capacity, size_t size) {
  void *smaller = count && count < *capacity ? realloc(*rows, count * size) : NULL;
  if (!smaller) return;
  *rows = smaller;
  *capacity = count;
}

#define SHRINK(table)                                                                              \
  shrink((void **)&unit->table.row, unit->table.count, &unit->table.capacity,                      \
         sizeof *unit->table.row)

void facts_settle(struct facts_unit *unit) {
  forget_slots(&unit->index->strings);
  forget_slots(&unit->index->nodes);
  SHRINK(nodes);
  SHRINK(events);
  SHRINK(values);
  SHRINK(blocks);
  SHRINK(successors);
  SHRINK(strings);
  SHRINK(functions);
  SHRINK(parameters);
  SHRINK(locals);
}

static int same_string(const struct facts_unit *unit, uint32_t row, const void *wanted) {
  const struct facts_string *a = &unit->strings.row[row], *b = wanted;
  return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

uint32_t facts_string(struct facts_unit *unit, const char *text, size_t length) {
  struct facts_string wanted = {text, (uint32_t)length};
  uint32_t hash = (uint32_t)XXH3_64bits(text, length);
  struct slots *slots = &unit->index->strings;
  uint32_t *slot = slots_find(slots, unit, hash, same_string, &wanted);
  if (*slot) return *slot - 1;
  char *copy = malloc(length + 1);
  if (!copy) out_of_memory();
  memcpy(copy, text, length);
  copy[length] = 0;
  uint32_t row = FACTS_APPEND(unit, strings, 1);
  unit->strings.row[row].text = copy;
  unit->strings.row[row].length = (uint32_t)length;
  slots_fill(slots, slot, row, hash);
  return row;
}

uint32_t facts_file(struct facts_unit *unit, const char *path) {
  uint32_t string = facts_string(unit, path, strlen(path));
  for (uint32_t i = unit->files.count; i-- > 0;)
    if (unit->files.row[i] == string) return i;
  uint32_t row = FACTS_APPEND(unit, files, 1);
  unit->files.row[row] = string;
  return row;
}

static int same_node(const struct facts_unit *unit, uint32_t row, const void *wanted) {
  const struct facts_node *a = &unit->nodes.row[row], *b = wanted;
  return a->kind == b->kind && a->a == b->a && a->b == b->b && a->c == b->c &&
         a->number == b->number;
}

static uint8_t depth_of(const struct facts_unit *unit, uint32_t node) {
  return node < unit->index->depth_count ? unit->index->depth[node] : 0;
}

/* The nodes that a node of this kind is made of, as a depth. */
static unsigned depth_below(const struct facts_unit *unit, const struct facts_node *node) {
  unsigned a = depth_of(unit, node->a), other = 0;
  switch (node->kind) {
  case FACTS_FIELD:
  case FACTS_DEREF:
  case FACTS_LOAD:
  case FACTS_ADDRESS:
  case FACTS_UNARY: return a;
  case FACTS_INDEX: other = depth_of(unit, node->b); break;
  case FACTS_BINARY: other = depth_of(unit, node->c); break;
  default: return 0;
  }
  return a > other ? a : other;
}

/* Multiplied by odd constants (the golden ratio and its square) and folded; nodes are small. */
static uint32_t node_hash(const struct facts_node *n) {
  uint64_t hash = (n->kind | (uint64_t)n->a << 32) * 0x9e3779b97f4a7c15;
  hash = (hash ^ hash >> 29 ^ n->b ^ (uint64_t)n->c << 32) * 0xc2b2ae3d27d4eb4f;
  hash = (hash ^ hash >> 32 ^ (uint64_t)n->number) * 0x9e3779b97f4a7c15;
  return (uint32_t)(hash >> 32);
}

static uint32_t add_node(struct facts_unit *unit, const struct facts_node *wanted) {
  struct facts_index *index = unit->index;
  unsigned depth = depth_below(unit, wanted) + 1;
  if (depth > FACTS_DEPTH) return 0;
  uint32_t hash = node_hash(wanted);
  uint32_t *slot = slots_find(&index->nodes, unit, hash, same_node, wanted);
  if (*slot) return *slot - 1;
  uint32_t row = FACTS_APPEND(unit, nodes, 1);
  unit->nodes.row[row] = *wanted;
  slots_fill(&index->nodes, slot, row, hash);
  facts_append_rows((void **)&index->depth, &index->depth_count, &index->depth_capacity, 1, 1);
  index->depth[row] = (uint8_t)depth;
  return row;
}

uint32_t facts_node(struct facts_unit *unit, enum facts_node_kind kind, uint32_t a, uint32_t b,
                    uint32_t c) {
  struct facts_node wanted = {.kind = (uint8_t)kind, .a = a, .b = b, .c = c};
  return add_node(unit, &wanted);
}

uint32_t facts_integer(struct facts_unit *unit, int64_t number) {
  struct facts_node wanted = {.kind = FACTS_INTEGER, .number = number};
  return add_node(unit, &wanted);
}
