/* See order_seen.h. */
#include "order_seen.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

enum { WORD_BITS = 64 };

void custody_orders_begin(struct custody_orders *orders) {
  if (orders->table) return;
  orders->first[0] = WORD_BITS - CUSTODY_ORDERS_FIRST_BITS;
  orders->table = orders->first;
}

/* Four times as large; without memory it stays as it is. Keeps errno. */
static void grow(struct custody_orders *orders) {
  int error = errno;
  uint64_t shift = orders->table[0] - CUSTODY_ORDERS_GROW_BITS;
  size_t size = sizeof(uint64_t) << (WORD_BITS - shift);
  uint64_t *table =
      mmap(NULL, size + sizeof *table, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  errno = error;
  if (table == MAP_FAILED) return;
  table[0] = shift;
  __atomic_store_n(&orders->table, table, __ATOMIC_RELEASE);
}

void custody_orders_keep(struct custody_orders *orders, uint64_t *seen, uint64_t order,
                         uint32_t ended) {
  uint64_t bits = WORD_BITS - orders->table[0];
  orders->lost = ended == orders->ended ? orders->lost + (*seen != 0) : 0;
  orders->ended = ended;
  *seen = order;
  if (orders->lost < (uint64_t)1 << bits || bits >= CUSTODY_ORDERS_MOST_BITS) return;
  orders->lost = 0;
  grow(orders);
}
