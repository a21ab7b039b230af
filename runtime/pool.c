/* See pool.h. */
#include "pool.h"

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>

int custody_pool_grow(struct custody_pool *pool) {
  int error = errno;
  uint32_t piece = atomic_load(&pool->pieces), rows = pool->first_rows << piece;
  if (piece == CUSTODY_POOL_PIECES || rows > UINT32_MAX / 4) return 0;
  void *more = mmap(NULL, (size_t)rows * pool->row_size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  errno = error;
  if (more == MAP_FAILED) return 0;
  atomic_store(&pool->further[piece], more);
  atomic_store_explicit(&pool->pieces, piece + 1, memory_order_release);
  return 1;
}

uint32_t custody_pool_take(struct custody_pool *pool, atomic_uint *count) {
  static atomic_flag growing = ATOMIC_FLAG_INIT;
  uint32_t row = atomic_fetch_add(count, 1);
  while (row >= custody_pool_rows(pool)) {
    while (atomic_flag_test_and_set(&growing)) sched_yield();
    int is_there = row < custody_pool_rows(pool) || custody_pool_grow(pool);
    atomic_flag_clear(&growing);
    if (is_there) continue;
    atomic_fetch_sub(count, 1);
    return UINT32_MAX;
  }
  return row;
}
