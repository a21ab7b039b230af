/* A thread that takes its locks in a thousand orders looks at each once, and not again, though the
 * locks have no names. */
#include "order.h"
#include "support.h"

enum { MANY = 1000, ROUNDS = 50 };
PLACE(here, "caller");
static pthread_mutex_t outer, m[MANY];

static void take_and_give_back(int i) {
  custody_rt_pthread_mutex_lock(&outer, &here, NULL);
  custody_rt_pthread_mutex_lock(&m[i], &here, NULL);
  custody_rt_pthread_mutex_unlock(&m[i], &here, NULL);
  custody_rt_pthread_mutex_unlock(&outer, &here, NULL);
}

/* Of the orders of `outer` and each other lock, as custody_quick_lock asks. */
static int count_known(void) {
  struct custody_thread *self = custody_thread_self();
  int known = 0;
  custody_rt_pthread_mutex_lock(&outer, &here, NULL);
  for (int i = 0; i < MANY; i++)
    known += custody_order_is_known(
        self, custody_held_key(self->held.key, &m[i], NULL, CUSTODY_HELD_EXCLUSIVE));
  custody_rt_pthread_mutex_unlock(&outer, &here, NULL);
  return known;
}

static void *take_many(void *data) {
  for (int round = 0; round < ROUNDS; round++)
    for (int i = 0; i < MANY; i++) take_and_give_back(i);
  assert_true(count_known() > MANY * 3 / 4);
  return data;
}

static void many_orders_are_remembered(void **state) {
  (void)state;
  capture();
  on_thread(take_many, NULL);
  assert_nothing_printed();
}

/* ... and each of them was looked at: the other way round is a circle. */
static void *take_the_other_way(void *data) {
  for (int i = 0; i < MANY; i += 99) {
    custody_rt_pthread_mutex_lock(&m[i], &here, NULL);
    assert_int_equal(REPORTS_OF(custody_rt_pthread_mutex_lock(&outer, &here, NULL)), 1);
    custody_rt_pthread_mutex_unlock(&outer, &here, NULL);
    custody_rt_pthread_mutex_unlock(&m[i], &here, NULL);
  }
  return data;
}

static void each_was_looked_at(void **state) {
  (void)state;
  capture();
  on_thread(take_the_other_way, NULL);
  assert_printed("WARNING: custody-order: ");
}

/* Orders that ended are no reason to grow. */
static void old_ones_are_not_lost(void **state) {
  (void)state;
  static struct custody_orders orders;
  uint64_t key = 1;
  custody_orders_begin(&orders);
  for (uint32_t ended = 0; ended < 100000; ended++, key = custody_held_key(key, NULL, NULL, 0))
    custody_orders_keep(&orders, custody_orders_at(&orders, key), key, ended / 50);
  assert_ptr_equal(orders.table, orders.first);
  for (uint32_t i = 0; i < 100000; i++, key = custody_held_key(key, NULL, NULL, 0))
    custody_orders_keep(&orders, custody_orders_at(&orders, key), key, 1);
  assert_int_equal(64 - orders.table[0], CUSTODY_ORDERS_MOST_BITS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(many_orders_are_remembered),
      cmocka_unit_test(each_was_looked_at),
      cmocka_unit_test(old_ones_are_not_lost),
  };
  custody_rt_pthread_mutex_init(&outer, NULL, &here, NULL);
  for (int i = 0; i < MANY; i++) custody_rt_pthread_mutex_init(&m[i], NULL, &here, NULL);
  return run_group(tests, sizeof tests / sizeof tests[0], "order_seen");
}
