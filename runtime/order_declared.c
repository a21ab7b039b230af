/* See order_declared.h. */
#include "order_declared.h"
#include "order_class.h"
#include "text.h"

enum { FIRST_ROWS = 64, SPOKEN_OF = 64 };

struct before {
  const struct custody_rt_order *order;
  uint32_t later;
  uint32_t next; /* of the same earlier class, or 0 */
};

static struct before first_rows[FIRST_ROWS];
static struct custody_pool rows = CUSTODY_POOL(first_rows);
static uint32_t row_count = 1, searches;

static struct before *row_at(uint32_t number) { return custody_pool_row(&rows, number); }

static int add(uint32_t earlier, uint32_t later, const struct custody_rt_order *order) {
  if (row_count == custody_pool_rows(&rows) && !custody_pool_grow(&rows)) return 0;
  struct custody_order_class *class = custody_order_class_at(earlier);
  *row_at(row_count) = (struct before){order, later, class->declared};
  class->declared = row_count++;
  return 1;
}

/* A header's declaration comes from each file that includes it. */
static int is_known(uint32_t earlier, uint32_t later) {
  uint32_t i = custody_order_class_at(earlier)->declared;
  while (i && row_at(i)->later != later) i = row_at(i)->next;
  return i != 0;
}

/* Of what finds no room any class may be spoken of. */
static _Atomic(const char *) spoken_of[SPOKEN_OF];
static atomic_uint spoken_count;

int custody_order_speaks_of(const char *lock_class) {
  uint32_t count = atomic_load(&spoken_count);
  for (uint32_t i = 0; i < count && i < SPOKEN_OF; i++)
    if (custody_text_equal(atomic_load(&spoken_of[i]), lock_class)) return 1;
  return count > SPOKEN_OF;
}

static void speak_of(const char *lock_class) {
  if (custody_order_speaks_of(lock_class)) return;
  uint32_t count = atomic_load(&spoken_count);
  if (count < SPOKEN_OF) atomic_store(&spoken_of[count], lock_class);
  atomic_store(&spoken_count, count + 1);
}

int custody_order_declare(const struct custody_rt_order *order) {
  for (uint32_t i = 0; i < order->count; i++) speak_of(order->locks[i]);
  for (uint32_t i = 0; i + 1 < order->count; i++) {
    uint32_t earlier = custody_order_class(order->locks[i]);
    uint32_t later = custody_order_class(order->locks[i + 1]);
    if (!earlier || !later) return 0;
    if (earlier == later) custody_order_class_at(earlier)->is_order_kept = 1;
    else if (!is_known(earlier, later) && !add(earlier, later, order)) return 0;
  }
  return 1;
}

static const struct custody_rt_order *find(uint32_t from, uint32_t later) {
  struct custody_order_class *class = custody_order_class_at(from);
  if (class->declared_mark == searches) return NULL;
  class->declared_mark = searches;
  for (uint32_t i = class->declared; i; i = row_at(i)->next) {
    if (row_at(i)->later == later) return row_at(i)->order;
    const struct custody_rt_order *further = find(row_at(i)->later, later);
    if (further) return further;
  }
  return NULL;
}

const struct custody_rt_order *custody_order_declared(uint32_t earlier, uint32_t later) {
  searches++;
  return find(earlier, later);
}
