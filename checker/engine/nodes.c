/* The program's nodes, each once: a table of rows, found again by a hash of what they are made
 * of. */
#include "program.h"

#include <stdio.h>
#include <stdlib.h>

/** A place of the table; empty where index is 0, since node 0 is never looked for. */
struct node_slot {
  uint32_t hash, index;
};

/** Arithmetic of more parts than this is a number that nothing is known of. */
enum { MAX_PARTS = 24 };

static unsigned parts_of(const struct program *p, const struct facts_node *n) {
  uint32_t parts[2];
  node_parts(n, parts);
  return 1u + (parts[0] ? p->part_counts.row[parts[0]] : 0) +
         (parts[1] ? p->part_counts.row[parts[1]] : 0);
}

static unsigned depth_of(const struct program *p, const struct facts_node *n) {
  uint32_t parts[2];
  node_parts(n, parts);
  unsigned a = parts[0] ? p->depths.row[parts[0]] : 0, b = parts[1] ? p->depths.row[parts[1]] : 0;
  return 1 + (a > b ? a : b);
}

/* Multiply and fold (the constants are 2^64 divided by the golden ratio, and its cube). */
static uint32_t hash_of(const struct facts_node *n) {
  uint64_t hash = (n->kind | (uint64_t)n->a << 8) * 0x9e3779b97f4a7c15u;
  hash ^= hash >> 31;
  hash = (hash ^ (n->b | (uint64_t)n->c << 32) ^ (uint64_t)n->number) * 0xf1357aea2e62a9c5u;
  return (uint32_t)(hash >> 32);
}

static int same(const struct facts_node *a, const struct facts_node *b) {
  return a->kind == b->kind && a->a == b->a && a->b == b->b && a->c == b->c &&
         a->number == b->number;
}

static void grow(struct program *p) {
  uint32_t capacity = p->slot_capacity ? p->slot_capacity * 2 : 1 << 12;
  struct node_slot *slots = calloc(capacity, sizeof *slots);
  if (!slots) {
    fputs("custody: out of memory\n", stderr);
    exit(2);
  }
  for (uint32_t i = 0; i < p->slot_capacity; i++) {
    uint32_t at = p->slots[i].hash & (capacity - 1);
    if (!p->slots[i].index) continue;
    while (slots[at].index) at = (at + 1) & (capacity - 1);
    slots[at] = p->slots[i];
  }
  free(p->slots);
  p->slots = slots;
  p->slot_capacity = capacity;
}

/* Whoever looks at a node may make others meanwhile. */
static void add_piece(struct program *p) {
  struct facts_node *piece = malloc(PIECE_NODES * sizeof *piece);
  if (!piece) {
    fputs("custody: out of memory\n", stderr);
    exit(2);
  }
  uint32_t at = FACTS_APPEND(p, pieces, 1);
  p->pieces.row[at] = piece;
}

static uint32_t append(struct program *p, const struct facts_node *n, unsigned depth) {
  uint32_t row = p->node_count, parts[2];
  if (row % PIECE_NODES == 0) add_piece(p);
  p->node_count = row + 1;
  p->pieces.row[row / PIECE_NODES][row % PIECE_NODES] = *n;
  node_parts(n, parts);
  FACTS_APPEND(p, inside, 1);
  p->inside.row[row] = (uint64_t)1 << (row & 63);
  for (int i = 0; i < 2; i++)
    if (parts[i]) p->inside.row[row] |= p->inside.row[parts[i]];
  FACTS_APPEND(p, depths, 1);
  p->depths.row[row] = (uint8_t)depth;
  unsigned count = parts_of(p, n);
  FACTS_APPEND(p, part_counts, 1);
  p->part_counts.row[row] = (uint8_t)(count > UINT8_MAX ? UINT8_MAX : count);
  return row;
}

/* What stands for a path or value that is too deep. */
static uint32_t too_deep(struct program *p, uint32_t kind) {
  uint32_t path = program_node(p, NODE_STALE, UINT32_MAX, 0, 0);
  int is_path =
      kind == FACTS_FIELD || kind == FACTS_DEREF || kind == FACTS_INDEX || kind == NODE_HOLDER;
  return is_path ? path : program_node(p, FACTS_LOAD, path, 0, 0);
}

uint32_t program_add_node(struct program *p, const struct facts_node *n) {
  if (n->kind == FACTS_UNKNOWN) return 0;
  if (2 * (uint64_t)p->node_count >= p->slot_capacity) grow(p);
  uint32_t hash = hash_of(n), at = hash & (p->slot_capacity - 1);
  for (; p->slots[at].index; at = (at + 1) & (p->slot_capacity - 1))
    if (p->slots[at].hash == hash && same(node_of(p, p->slots[at].index), n))
      return p->slots[at].index;
  if (n->kind == FACTS_BINARY && parts_of(p, n) > MAX_PARTS) return 0;
  unsigned depth = depth_of(p, n);
  if (depth > MAX_DEPTH) return too_deep(p, n->kind);
  p->slots[at] = (struct node_slot){hash, append(p, n, depth)};
  return p->slots[at].index;
}

void program_first_node(struct program *p) {
  struct facts_node unknown = {.kind = FACTS_UNKNOWN};
  append(p, &unknown, 1);
}

uint32_t program_node(struct program *p, uint32_t kind, uint32_t a, uint32_t b, uint32_t c) {
  struct facts_node n = {.kind = (uint8_t)kind, .a = a, .b = b, .c = c};
  return program_add_node(p, &n);
}

uint32_t program_integer(struct program *p, int64_t number) {
  struct facts_node n = {.kind = FACTS_INTEGER, .number = number};
  return program_add_node(p, &n);
}

void program_forget_nodes(struct program *p) {
  free(p->slots);
  for (uint32_t i = 0; i < p->pieces.count; i++) free(p->pieces.row[i]);
  free(p->pieces.row);
  free(p->depths.row);
  free(p->part_counts.row);
  free(p->inside.row);
}
