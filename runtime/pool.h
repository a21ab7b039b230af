/* Tables that grow and whose rows never move, so that they may be read while they grow. A row's index
 * says in which piece it is: the first piece is there from the start, each further one is as large as
 * all before it, and comes from the kernel, since a lock may be taken inside malloc. Rows are zero at
 * first. Whoever grows a table holds a lock of theirs. */
#ifndef CUSTODY_POOL_H
#define CUSTODY_POOL_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { CUSTODY_POOL_PIECES = 24 };

struct custody_pool {
  uint32_t first_rows; /**< of the first piece: a power of two */
  uint32_t row_size;
  void *first;
  _Atomic(void *) further[CUSTODY_POOL_PIECES];
  atomic_uint pieces; /**< further ones */
};

#define CUSTODY_POOL(rows) {sizeof(rows) / sizeof(rows)[0], sizeof(rows)[0], (rows), {NULL}, 0}

/** How many rows there are. */
static inline uint32_t custody_pool_rows(const struct custody_pool *pool) {
  return pool->first_rows << atomic_load_explicit(&pool->pieces, memory_order_acquire);
}

/** A row that is there. */
static inline void *custody_pool_row(const struct custody_pool *pool, uint32_t index) {
  if (index < pool->first_rows) return (char *)pool->first + (size_t)index * pool->row_size;
  uint32_t piece = 31 - (uint32_t)__builtin_clz(index / pool->first_rows);
  char *rows = atomic_load_explicit(&pool->further[piece], memory_order_relaxed);
  return rows + (size_t)(index - (pool->first_rows << piece)) * pool->row_size;
}

/** Doubles the rows; 0 when there is no memory, or 16 million times the first piece. Keeps errno. */
int custody_pool_grow(struct custody_pool *);

/** The next row of a table that has no lock of its own, whose rows are `count` so far; UINT32_MAX when
 * there is no memory. Any thread. */
uint32_t custody_pool_take(struct custody_pool *, atomic_uint *count);

#endif
