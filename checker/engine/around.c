/* A loop is found by its back edges: edges to a block that every way to them passes. Of the loops
 * around a block, the smallest is the innermost. Functions with such a call are few and short, so
 * this asks for each pair of blocks anew. */
#include "around.h"

#include <stdlib.h>
#include <string.h>

struct graph {
  const struct program *p;
  const struct function *f;
  const uint32_t *successors;
  uint32_t count;
  uint32_t *work;
};

/* Marks what is reached from a block without passing another. */
static void reach(struct graph *g, uint32_t from, uint32_t without, uint8_t *reached) {
  uint32_t top = 0;
  memset(reached, 0, g->count);
  if (from == without) return;
  reached[from] = 1;
  g->work[top++] = from;
  while (top) {
    const struct facts_block *block = &blocks_of(g->p, g->f)[g->work[--top]];
    for (uint32_t i = 0; i < block->successor_count; i++) {
      uint32_t to = g->successors[block->successor_begin + i];
      if (to == without || reached[to]) continue;
      reached[to] = 1;
      g->work[top++] = to;
    }
  }
}

/* Whether the edges from a block lead to another. */
static int leads_to(const struct graph *g, uint32_t from, uint32_t to) {
  const struct facts_block *block = &blocks_of(g->p, g->f)[from];
  for (uint32_t i = 0; i < block->successor_count; i++)
    if (g->successors[block->successor_begin + i] == to) return 1;
  return 0;
}

/* Makes of `inside` the loop that begins at `head`; gives its size, 0 where that begins none. */
static uint32_t loop_at(struct graph *g, uint32_t head, uint8_t *inside, uint8_t *scratch) {
  uint32_t size = 0;
  reach(g, 0, head, scratch);
  memset(inside, 0, g->count);
  for (uint32_t tail = 0; tail < g->count; tail++)
    if (!scratch[tail] && leads_to(g, tail, head)) inside[tail] = size = 1;
  for (int more = size != 0; more;) {
    more = 0;
    for (uint32_t b = g->count; b-- > 0;)
      for (uint32_t to = 0; b != head && !inside[b] && to < g->count; to++)
        if (to != head && inside[to] && leads_to(g, b, to)) inside[b] = (uint8_t)(more = 1);
  }
  if (!size) return 0;
  inside[head] = 1;
  for (uint32_t b = size = 0; b < g->count; b++) size += inside[b];
  return size;
}

uint8_t *program_innermost_loop(const struct program *p, const struct function *f, uint32_t block) {
  enum { MOST_BLOCKS = 256 };
  struct graph g = {p, f, p->units[f->unit].facts->successors.row, f->facts->block_count, NULL};
  uint32_t best_size = UINT32_MAX;
  if (g.count > MOST_BLOCKS) return NULL;
  uint8_t *best = NULL, *inside = malloc(g.count), *scratch = malloc(g.count);
  g.work = malloc(g.count * sizeof *g.work);
  if (!inside || !scratch || !g.work) abort();
  for (uint32_t head = 0; head < g.count; head++) {
    uint32_t size = loop_at(&g, head, inside, scratch);
    if (!size || !inside[block] || size >= best_size) continue;
    best_size = size;
    if (!best) best = malloc(g.count);
    if (!best) abort();
    memcpy(best, inside, g.count);
  }
  free(inside);
  free(scratch);
  free(g.work);
  return best;
}
