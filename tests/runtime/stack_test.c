/* Stacks are addresses, kept once each under a number; where the runtime may not read symbols is seen
 * in them. */
#include "frames.h"
#include "options.h"
#include "stack_kept.h"
#include "support.h"
#include "thread.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>

static struct custody_stack seen;

static __attribute__((noinline)) void look(unsigned depth) {
  custody_stack_here(&seen, __builtin_return_address(0), depth);
  __asm__ volatile("" ::: "memory");
}

static __attribute__((noinline)) uint32_t keep_here(void) {
  uint32_t number = custody_stack_keep(__builtin_return_address(0));
  __asm__ volatile("" ::: "memory");
  return number;
}

static void as_deep_as_was_asked(void **state) {
  (void)state;
  look(2);
  assert_int_equal(seen.count, 2);
  assert_false(seen.is_inside);
  look(0);
  assert_int_equal(seen.count, 0);
  custody_stack_here(&seen, NULL, 10);
  assert_int_equal(seen.count, 0);
}

static void one_stack_is_kept_once(void **state) {
  (void)state;
  uint32_t numbers[3];
  volatile int rounds = 2; /* one place, called twice */
  for (int i = 0; i < rounds; i++) numbers[i] = keep_here();
  numbers[2] = keep_here();
  assert_int_not_equal(numbers[0], 0);
  assert_int_equal(numbers[0], numbers[1]);
  assert_int_not_equal(numbers[0], numbers[2]);
  struct custody_stack first, other;
  custody_stack_kept(&first, numbers[0]);
  custody_stack_kept(&other, numbers[2]);
  assert_in_range(first.count, 3, CUSTODY_STACK_KEPT_DEEPEST);
  assert_int_not_equal(first.address[0], other.address[0]);
  assert_memory_equal(&first.address[1], &other.address[1],
                      (first.count - 1) * sizeof first.address[0]);
  custody_stack_kept(&first, 0);
  assert_int_equal(first.count, 0);
}

static void none_is_kept_where_none_is_shown(void **state) {
  (void)state;
  custody_options.stack_depth = 0;
  assert_int_equal(keep_here(), 0);
  custody_options.stack_depth = 16;
}

static void on_signal(int number) {
  (void)number;
  look(1);
}

static void a_handler_is_seen(void **state) {
  (void)state;
  static char stack[65536];
  struct sigaction before, action = {.sa_handler = on_signal};
  stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
  for (int flags = 0; flags <= SA_ONSTACK; flags += SA_ONSTACK) {
    action.sa_flags = flags;
    sigaltstack(&other, NULL);
    sigaction(SIGUSR1, &action, &before);
    raise(SIGUSR1);
    sigaction(SIGUSR1, &before, NULL);
    assert_int_equal(seen.count, 1);
    assert_true(seen.is_inside);
  }
  look(1);
  assert_false(seen.is_inside);
}

/* Named by hand: 8200 stacks that there never were. */
static void a_full_table_is_told(void **state) {
  (void)state;
  capture();
  uint32_t last = 1;
  for (uintptr_t i = 1; i <= CUSTODY_STACKS + 8; i++) {
    struct custody_stack one = {{i * 16}, 1, 0};
    last = custody_stack_number(&one);
    if (i > 8) continue;
    struct custody_stack kept;
    custody_stack_kept(&kept, last);
    assert_int_equal(kept.address[0], i * 16);
  }
  assert_int_equal(last, 0);
  assert_printed("custody: note: more than 8192 stacks ");
}

static void what_is_not_known_is_an_address(void **state) {
  (void)state;
  char line[512];
  struct custody_text text = custody_text_in(line, sizeof line);
  struct custody_stack nowhere = {{16, (uintptr_t)&seen}, 2, 0};
  look(1);
  custody_frames_begin(custody_frames_may_name(custody_thread_self(), &seen));
  custody_frames_text(&text, &nowhere);
  assert_non_null(strstr(line, "    #0 0x10\n    #1 0x"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_deep_as_was_asked),
      cmocka_unit_test(one_stack_is_kept_once),
      cmocka_unit_test(none_is_kept_where_none_is_shown),
      cmocka_unit_test(a_handler_is_seen),
      cmocka_unit_test(what_is_not_known_is_an_address),
      cmocka_unit_test(a_full_table_is_told),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "stack");
}
