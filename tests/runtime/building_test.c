/* Data rules do not bind what the calling thread is building: fresh objects until they are
 * published, INIT and FINI, its own stack, and everything while it is alone. */
#include "support.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct node {
  struct node *next;
  int value;
};

PLACE(here, "caller");
static struct node *published_nodes;

static uint64_t reports_of_write(const void *object) {
  static const struct custody_rt_rule rule = {"node.value",           "IMMUTABLE", "a.h", 1,
                                              CUSTODY_RULE_IMMUTABLE, 0,           NULL,  NULL};
  struct custody_rt_site site = {&rule, {"a.c", "f", 1, 1}, CUSTODY_WRITE, 0};
  return REPORTS_OF(custody_rt_access(object, &site));
}

static struct node *fresh_node(void) {
  struct node *node = calloc(1, sizeof *node);
  custody_rt_fresh(node, sizeof *node);
  return node;
}

static void release(struct node *node) {
  custody_rt_freed(node);
  free(node);
}

static void an_object_of_nobody_is_bound(void **state) {
  (void)state;
  struct node *node = malloc(sizeof *node);
  assert_int_equal(reports_of_write(node), 1);
  free(node);
}

static void a_fresh_object_until_it_is_published(void **state) {
  (void)state;
  struct node *node = fresh_node();
  assert_int_equal(reports_of_write(node), 0);
  custody_rt_published(&node->value);
  assert_int_equal(reports_of_write(node), 1);
  release(node);
}

static void a_store_where_others_look_publishes(void **state) {
  (void)state;
  struct node *node = fresh_node();
  custody_rt_stored(&published_nodes, node);
  assert_int_equal(reports_of_write(node), 1);
  release(node);
}

static void a_store_into_what_is_being_built_does_not(void **state) {
  (void)state;
  struct node *list = fresh_node(), *first = fresh_node(), *second = fresh_node();
  custody_rt_stored(&list->next, first);
  custody_rt_stored(&first->next, second);
  assert_int_equal(reports_of_write(first), 0);
  custody_rt_stored(&published_nodes, list);
  assert_int_equal(reports_of_write(list), 1);
  assert_int_equal(reports_of_write(first), 1);
  assert_int_equal(reports_of_write(second), 1);
  release(list);
  release(first);
  release(second);
}

static void what_points_to_a_published_object_stays(void **state) {
  (void)state;
  struct node *list = fresh_node(), *first = fresh_node();
  custody_rt_stored(&list->next, first);
  custody_rt_published(first);
  assert_int_equal(reports_of_write(first), 1);
  assert_int_equal(reports_of_write(list), 0);
  release(list);
  release(first);
}

static void a_ring_is_published_as_a_whole(void **state) {
  (void)state;
  struct node *a = fresh_node(), *b = fresh_node();
  custody_rt_stored(&a->next, b);
  custody_rt_stored(&b->next, a);
  custody_rt_stored(&a->next, a);
  custody_rt_published(b);
  assert_int_equal(reports_of_write(a), 1);
  assert_int_equal(reports_of_write(b), 1);
  release(a);
  release(b);
}

static void a_freed_object_leaves_nothing_behind(void **state) {
  (void)state;
  struct node *list = fresh_node(), *first = fresh_node();
  custody_rt_stored(&list->next, first);
  volatile uintptr_t address = (uintptr_t)list;
  release(list);
  assert_int_equal(reports_of_write(first), 0);
  assert_int_equal(reports_of_write((const void *)address), 1);
  release(first);
}

static void realloc_keeps_what_the_object_was(void **state) {
  (void)state;
  struct node *node = custody_rt_realloc(NULL, sizeof *node, &here), *child = fresh_node();
  assert_int_equal(reports_of_write(node), 0);
  node = custody_rt_realloc(node, 100000, &here);
  assert_int_equal(reports_of_write((char *)node + 99999), 0);
  custody_rt_stored(&node->next, child);
  node = custody_rt_realloc(node, 200000, &here);
  custody_rt_published(node);
  assert_int_equal(reports_of_write(child), 1);
  node = custody_rt_realloc(node, 400000, &here);
  assert_int_equal(reports_of_write(node), 1);
  release(node);
  release(child);
}

static void inside_init_and_fini(void **state) {
  (void)state;
  static struct node node;
  assert_int_equal(reports_of_write(&node), 1);
  custody_rt_build_begin(&node, sizeof node);
  custody_rt_build_begin(&node, 0);
  assert_int_equal(reports_of_write(&node.value), 0);
  custody_rt_build_end(&node);
  assert_int_equal(reports_of_write(&node.value), 0);
  custody_rt_build_end(&node);
  assert_int_equal(reports_of_write(&node), 1);
  custody_rt_build_end(&node);
}

static void what_init_puts_in_is_published_at_its_end(void **state) {
  (void)state;
  static struct node node;
  struct node *child = fresh_node();
  custody_rt_build_begin(&node, sizeof node);
  custody_rt_stored(&node.next, child);
  assert_int_equal(reports_of_write(child), 0);
  custody_rt_build_end(&node);
  assert_int_equal(reports_of_write(child), 1);
  release(child);
}

/* The outer function goes on building what the inner one filled in. */
static void what_an_inner_init_puts_in(void **state) {
  (void)state;
  static struct node nodes[2];
  struct node *child = fresh_node();
  custody_rt_build_begin(nodes, sizeof nodes);
  custody_rt_build_begin(&nodes[1], sizeof nodes[1]);
  custody_rt_stored(&nodes[1].next, child);
  custody_rt_build_end(&nodes[1]);
  assert_int_equal(reports_of_write(child), 0);
  custody_rt_build_end(nodes);
  assert_int_equal(reports_of_write(child), 1);
  release(child);
}

/* Of two, the inner one left by longjmp: nothing of it is published. */
static void an_init_that_was_left(void **state) {
  (void)state;
  static struct node outer, inner;
  struct node *child = fresh_node(), *kept = fresh_node();
  custody_rt_build_begin(&outer, sizeof outer);
  custody_rt_build_begin(&inner, sizeof inner);
  custody_rt_stored(&inner.next, child);
  custody_rt_stored(&outer.next, kept);
  custody_rt_build_end(&outer);
  assert_int_equal(reports_of_write(kept), 1);
  assert_int_equal(reports_of_write(child), 0);
  release(child);
  release(kept);
}

static __attribute__((noinline)) void init_and_leave(struct node *node, jmp_buf out) {
  custody_rt_build_begin(node, sizeof *node);
  longjmp(out, 1);
}

/* Functions that longjmp left do not fill the table. */
static void many_inits_that_were_left(void **state) {
  (void)state;
  static struct node nodes[40], other;
  static jmp_buf out;
  capture();
  for (volatile int i = 0; i < 40; i++)
    if (setjmp(out) == 0) init_and_leave(&nodes[i], out);
  assert_nothing_printed();
  assert_int_equal(reports_of_write(&nodes[0]), 1);
  assert_int_equal(reports_of_write(&other), 1);
  custody_rt_build_begin(&other, sizeof other);
  assert_int_equal(reports_of_write(&nodes[39]), 1);
  assert_int_equal(reports_of_write(&other), 0);
  custody_rt_build_end(&other);
}

static void functions_inside_each_other_without_end(void **state) {
  (void)state;
  static struct node nodes[20];
  capture();
  for (int i = 0; i < 20; i++) custody_rt_build_begin(&nodes[i], sizeof nodes[i]);
  assert_printed("custody: note: more than 16 INIT or FINI functions inside each other: ");
  for (int i = 0; i < 20; i++) assert_int_equal(reports_of_write(&nodes[i]), 0);
  for (int i = 20; i-- > 0;) custody_rt_build_end(&nodes[i]);
  for (int i = 0; i < 20; i++) assert_int_equal(reports_of_write(&nodes[i]), 1);
}

static void *write_elsewhere(void *node) {
  assert_int_equal(reports_of_write(node), 1);
  return NULL;
}

static void *write_own_local(void *data) {
  struct node node = {NULL, 0};
  (void)data;
  assert_int_equal(reports_of_write(&node), 0);
  on_thread(write_elsewhere, &node);
  return NULL;
}

static void the_own_stack(void **state) {
  (void)state;
  struct node node = {NULL, 0};
  assert_int_equal(reports_of_write(&node), 0);
  on_thread(write_own_local, NULL);
  on_foreign_thread(write_own_local, NULL);
}

static void a_local_that_was_announced_and_published(void **state) {
  (void)state;
  struct node node = {NULL, 0};
  custody_rt_fresh(&node, sizeof node);
  assert_int_equal(reports_of_write(&node), 0);
  on_thread(write_elsewhere, &node);
  assert_int_equal(reports_of_write(&node), 1);
  custody_rt_freed(&node);
  assert_int_equal(reports_of_write(&node), 0);
}

static void a_local_may_hold_a_fresh_object(void **state) {
  (void)state;
  struct node local, *node = fresh_node();
  custody_rt_stored(&local.next, node);
  assert_int_equal(reports_of_write(node), 0);
  release(node);
}

/* All of them are being built until their list is published, however many there are. */
static void build_at_once(size_t many) {
  struct node **nodes = calloc(many, sizeof *nodes);
  struct node *list = fresh_node(), *other = fresh_node();
  capture();
  for (size_t i = 0; i < many; i++) {
    nodes[i] = fresh_node();
    custody_rt_stored(&nodes[i]->next, list->next);
    list->next = nodes[i];
    custody_rt_stored(&list->next, nodes[i]);
  }
  for (size_t i = 0; i < many; i++) assert_int_equal(reports_of_write(nodes[i]), 0);
  custody_rt_stored(&published_nodes, list);
  for (size_t i = 0; i < many; i++) assert_int_equal(reports_of_write(&nodes[i]->value), 1);
  assert_int_equal(reports_of_write(list), 1);
  assert_int_equal(reports_of_write(other), 0);
  for (size_t i = 0; i < many; i++) release(nodes[i]);
  release(list);
  release(other);
  free(nodes);
}

static void many_objects_at_once(void **state) {
  (void)state;
  for (size_t many = 10; many <= 100000; many *= 10) build_at_once(many);
  build_at_once(64);
  build_at_once(65);
}

/* In no order of addresses, some published, some freed, some left: each is what it was last. */
static void objects_in_any_order(void **state) {
  enum { MANY = 3000, ROUNDS = 20000 };
  struct node *nodes = calloc(MANY, sizeof *nodes);
  unsigned char *building = calloc(MANY, 1);
  uint32_t random = 1;
  (void)state;
  for (int round = 0; round < ROUNDS; round++) {
    random = random * 1664525 + 1013904223;
    uint32_t i = (random >> 8) % MANY, what = random >> 28;
    building[i] = what < 8;
    if (building[i]) custody_rt_fresh(&nodes[i], sizeof nodes[i]);
    else if (what < 12) custody_rt_published(&nodes[i].value);
    else custody_rt_freed(&nodes[i]);
  }
  for (int i = 0; i < MANY; i++) assert_int_equal(reports_of_write(&nodes[i]), !building[i]);
  for (int i = 0; i < MANY; i++) custody_rt_freed(&nodes[i]);
  free(building);
  free(nodes);
}

/* What was freed unseen is no obstacle to what is allocated in its place. */
static void a_fresh_object_over_stale_ones(void **state) {
  struct node *nodes = calloc(4, sizeof *nodes);
  (void)state;
  for (int i = 0; i < 4; i++) custody_rt_fresh(&nodes[i], sizeof nodes[i]);
  custody_rt_fresh((char *)nodes + 8, 2 * sizeof *nodes);
  custody_rt_published(nodes + 1);
  for (int i = 0; i < 3; i++) assert_int_equal(reports_of_write(nodes + i), 1);
  assert_int_equal(reports_of_write(nodes + 3), 0);
  custody_rt_freed(nodes + 3);
  free(nodes);
}

/* A table that can't grow: what found no room is silent, what it points to is too, and what was
 * published before is still checked. */
static void *fill_the_table(void *data) {
  enum { FULL = 1 << 20, SIZE = 32 };
  char *memory = mmap(NULL, (size_t)(FULL + 10) * SIZE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  struct node *node = fresh_node(), *child = fresh_node();
  (void)data;
  assert_ptr_not_equal(memory, MAP_FAILED);
  custody_rt_published(node);
  capture();
  for (size_t i = 0; i < FULL; i++) custody_rt_fresh(memory + i * SIZE, SIZE);
  assert_printed("custody: note: a thread is building more than a million objects");
  custody_rt_stored(memory + (size_t)(FULL - 1) * SIZE, child);
  assert_int_equal(reports_of_write(child), 0);
  for (size_t i = 0; i < FULL; i += 1021) assert_int_equal(reports_of_write(memory + i * SIZE), 0);
  assert_int_equal(reports_of_write(memory + (size_t)(FULL - 1) * SIZE), 0);
  assert_int_equal(reports_of_write(node), 1);
  release(node);
  release(child);
  munmap(memory, (size_t)(FULL + 10) * SIZE);
  return NULL;
}

static void more_objects_than_the_table(void **state) {
  (void)state;
  on_thread(fill_the_table, NULL);
}

static void a_null_is_no_object(void **state) {
  (void)state;
  custody_rt_fresh(NULL, 16);
  custody_rt_stored(&published_nodes, NULL);
  custody_rt_published(NULL);
  custody_rt_freed(NULL);
  assert_null(custody_rt_realloc(NULL, SIZE_MAX, &here));
}

/* Before the first thread, and after the join of the last: the group's company is away. It's the
 * first test, since a thread that was joined unseen leaves the process in company for good. */
static void alone_nothing_binds(void **state) {
  static struct node node;
  assert_int_equal(end_company(state), 0);
  assert_int_equal(reports_of_write(&node), 0);
  assert_int_equal(begin_company(state), 0);
  assert_int_equal(reports_of_write(&node), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(alone_nothing_binds),
      cmocka_unit_test(an_object_of_nobody_is_bound),
      cmocka_unit_test(a_fresh_object_until_it_is_published),
      cmocka_unit_test(a_store_where_others_look_publishes),
      cmocka_unit_test(a_store_into_what_is_being_built_does_not),
      cmocka_unit_test(what_points_to_a_published_object_stays),
      cmocka_unit_test(a_ring_is_published_as_a_whole),
      cmocka_unit_test(a_freed_object_leaves_nothing_behind),
      cmocka_unit_test(realloc_keeps_what_the_object_was),
      cmocka_unit_test(inside_init_and_fini),
      cmocka_unit_test(what_init_puts_in_is_published_at_its_end),
      cmocka_unit_test(functions_inside_each_other_without_end),
      cmocka_unit_test(the_own_stack),
      cmocka_unit_test(a_local_that_was_announced_and_published),
      cmocka_unit_test(a_local_may_hold_a_fresh_object),
      cmocka_unit_test(many_objects_at_once),
      cmocka_unit_test(objects_in_any_order),
      cmocka_unit_test(a_fresh_object_over_stale_ones),
      cmocka_unit_test(more_objects_than_the_table),
      cmocka_unit_test(what_an_inner_init_puts_in),
      cmocka_unit_test(an_init_that_was_left),
      cmocka_unit_test(many_inits_that_were_left),
      cmocka_unit_test(a_null_is_no_object),
  };
  return run_group(tests, sizeof tests / sizeof tests[0], "building");
}
