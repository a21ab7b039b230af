/* A PINNED object is one thread's until it is given away, whatever was found a moment ago: a check
 * keeps nothing that could be out of date. */
#include "pinned.h"
#include "support.h"

PLACE(here, "caller");
static struct custody_rt_rule pinned = {"conn.state",        "PINNED", "conn.h", 1,
                                        CUSTODY_RULE_PINNED, 0,        NULL,     NULL};
static struct custody_rt_site touch = {&pinned, {"conn.c", "drive", 2, 3}, CUSTODY_WRITE, 0};

struct conn {
  int state;
};

static const struct custody_rt_lock storage = {
    "conn", NULL, NULL, 0, CUSTODY_RT_LOCK_PATH, sizeof(struct conn)};
static struct custody_rt_contract gives = {
    {"conn.c", "push", 3, 1}, "TRANSFER", CUSTODY_RT_GIVES, 0, NULL, &storage, 0};
static struct custody_rt_contract takes = {
    {"conn.c", "pop", 4, 1}, "TAKES", CUSTODY_RT_TAKES, 0, NULL, &storage, 0};

static uint64_t reports_of_touch(struct conn *conn) {
  return REPORTS_OF(custody_rt_access(conn, &touch));
}

/* Twice: the second check is what a thread finds that has just looked. */
static void is_mine(struct conn *conn) {
  assert_int_equal(reports_of_touch(conn), 0);
  assert_int_equal(reports_of_touch(conn), 0);
}

static void is_not_mine(struct conn *conn) {
  assert_int_equal(reports_of_touch(conn), 1);
  assert_int_equal(reports_of_touch(conn), 1);
}

/* Not as the thread's argument, which would be given to it. */
static struct conn *conn_of_threads;

static void on_another_thread(void *(*function)(void *), struct conn *conn) {
  conn_of_threads = conn;
  on_thread(function, NULL);
}

static void *touch_as_another(void *data) {
  is_not_mine(conn_of_threads);
  return data;
}

static void *take(void *data) {
  custody_rt_after_call(conn_of_threads, &takes, &here, 1);
  is_mine(conn_of_threads);
  return data;
}

static void who_touches_first_holds_it(void **state) {
  (void)state;
  static struct conn conn;
  capture();
  is_mine(&conn);
  on_another_thread(touch_as_another, &conn);
  is_mine(&conn);
  assert_printed("WARNING: custody-owner: write of conn.state");
}

static void who_gave_it_away_does_not(void **state) {
  (void)state;
  static struct conn conn;
  capture();
  is_mine(&conn);
  custody_rt_after_call(&conn, &gives, &here, 1);
  is_not_mine(&conn);
  assert_printed("WARNING: custody-transfer: write of conn.state");
  custody_rt_after_call(&conn, &takes, &here, 1);
  is_mine(&conn);
}

static void *take_and_let_touch(void *data) {
  take(data);
  on_another_thread(touch_as_another, conn_of_threads);
  is_mine(conn_of_threads);
  return data;
}

/* The taker's thread is alive while a third one touches it. */
static void who_took_it_does(void **state) {
  (void)state;
  static struct conn conn;
  capture();
  is_mine(&conn);
  custody_rt_after_call(&conn, &gives, &here, 1);
  on_another_thread(take_and_let_touch, &conn);
  is_mine(&conn); /* that thread has ended */
}

static void what_was_freed_is_nobodys(void **state) {
  (void)state;
  static struct conn conn;
  capture();
  is_mine(&conn);
  custody_rt_freed(&conn);
  on_another_thread(take, &conn);
  custody_rt_freed(&conn);
  custody_rt_fresh(&conn, sizeof conn);
  custody_rt_published(&conn);
  is_mine(&conn);
  assert_nothing_printed();
}

enum { MANY = 3 << CUSTODY_PINNED_BITS };

/* Three objects whose search begins at one row. */
static void objects_of_one_hash_are_told_apart(void **state) {
  (void)state;
  static struct conn many[MANY];
  struct conn *same[3] = {many};
  uint32_t hash = custody_pinned_hash((uintptr_t)many), count = 1;
  for (uint32_t i = 1; i < MANY && count < 3; i++)
    if (custody_pinned_hash((uintptr_t)&many[i]) == hash) same[count++] = &many[i];
  assert_int_equal(count, 3);
  capture();
  for (int i = 0; i < 3; i++) is_mine(same[i]);
  custody_rt_after_call(same[1], &gives, &here, 1);
  is_mine(same[0]);
  is_not_mine(same[1]);
  is_mine(same[2]);
  custody_rt_freed(same[0]);
  is_not_mine(same[1]);
  is_mine(same[2]);
  on_another_thread(touch_as_another, same[2]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_touches_first_holds_it),
      cmocka_unit_test(who_gave_it_away_does_not),
      cmocka_unit_test(who_took_it_does),
      cmocka_unit_test(what_was_freed_is_nobodys),
      cmocka_unit_test(objects_of_one_hash_are_told_apart),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "pinned");
}
