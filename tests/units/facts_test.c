/* Facts come back from their bytes as they went in, and bytes that are not facts are refused
 * without reading outside them. Built with the address and undefined-behaviour sanitizers. */
#include "cmocka_headers.h"

#include "facts/dump.h"
#include "facts/facts.h"
#include "facts/header.h"
#include "sample_unit.h"
#include "seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
  unsigned char *at;
  size_t length;
};

static int plain; /* which form the tests are run with */

static size_t encode(const struct facts_unit *unit, unsigned char **bytes) {
  return plain ? facts_encode_plain(unit, bytes) : facts_encode(unit, bytes);
}

static struct bytes sample_bytes(void) {
  struct facts_unit *unit = sample_unit();
  struct bytes b = {NULL, 0};
  b.length = encode(unit, &b.at);
  facts_free(unit);
  assert_true(b.length > FACTS_HEADER);
  return b;
}

/* A copy of exactly this length, so that the sanitizer sees a read outside. */
static unsigned char *exact_copy(const unsigned char *bytes, size_t length) {
  unsigned char *copy = malloc(length ? length : 1);
  memcpy(copy, bytes, length);
  return copy;
}

static void assert_encodes_to(const struct facts_unit *unit, const struct bytes *wanted) {
  struct bytes again = {NULL, 0};
  again.length = encode(unit, &again.at);
  assert_int_equal(again.length, wanted->length);
  assert_memory_equal(again.at, wanted->at, wanted->length);
  free(again.at);
}

static char *text_of(const struct facts_unit *unit) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  facts_dump(unit, out);
  fclose(out);
  return text;
}

static void comes_back_as_it_went(void **state) {
  (void)state;
  struct bytes b = sample_bytes();
  struct facts_unit *before = sample_unit();
  struct facts_error error;
  size_t used = 0;
  struct facts_unit *after = facts_decode(b.at, b.length, &used, &error);
  assert_non_null(after);
  assert_int_equal(used, b.length);
  assert_encodes_to(after, &b);
  char *text_before = text_of(before), *text_after = text_of(after);
  assert_string_equal(text_before, text_after);
  assert_non_null(strstr(text_after, "guarded_by(lock"));
  free(text_before);
  free(text_after);
  facts_free(before);
  facts_free(after);
  free(b.at);
}

static void refuses(const unsigned char *bytes, size_t length) {
  struct facts_error error = {SIZE_MAX, NULL};
  size_t used = 0;
  assert_null(facts_decode(bytes, length, &used, &error));
  assert_non_null(error.message);
  assert_true(error.offset <= length);
}

static void every_truncation_is_refused(void **state) {
  (void)state;
  struct bytes b = sample_bytes();
  for (size_t length = 0; length < b.length; length++) {
    unsigned char *cut = exact_copy(b.at, length);
    refuses(cut, length);
    if (length >= FACTS_HEADER) {
      seal_facts(cut, length);
      refuses(cut, length);
    }
    free(cut);
  }
  free(b.at);
}

static void every_damaged_byte_is_refused(void **state) {
  (void)state;
  struct bytes b = sample_bytes();
  for (size_t i = 0; i < b.length; i++)
    for (int bit = 0; bit < 8; bit++) {
      b.at[i] ^= (unsigned char)(1 << bit);
      refuses(b.at, b.length);
      b.at[i] ^= (unsigned char)(1 << bit);
    }
  free(b.at);
}

/* Damage that the hash does not see: refused, or a unit that can be printed and written. */
static void survive(const unsigned char *bytes, size_t length) {
  struct facts_error error = {0, NULL};
  size_t used = 0;
  struct facts_unit *unit = facts_decode(bytes, length, &used, &error);
  if (!unit) {
    assert_non_null(error.message);
    return;
  }
  struct bytes again = {NULL, 0};
  again.length = encode(unit, &again.at);
  free(text_of(unit));
  facts_free(unit);
  struct facts_unit *second = facts_decode(again.at, again.length, &used, &error);
  assert_non_null(second);
  assert_encodes_to(second, &again);
  facts_free(second);
  free(again.at);
}

static void every_sealed_damage_is_survived(void **state) {
  (void)state;
  static const unsigned char values[] = {0, 1, 2, 3, 15, 63, 64, 127, 128, 129, 254, 255};
  struct bytes b = sample_bytes();
  for (size_t i = FACTS_HEADER; i < b.length; i++)
    for (size_t v = 0; v < sizeof values; v++) {
      unsigned char *damaged = exact_copy(b.at, b.length);
      damaged[i] = values[v];
      seal_facts(damaged, b.length);
      survive(damaged, b.length);
      free(damaged);
    }
  free(b.at);
}

static void another_version_says_so(void **state) {
  (void)state;
  struct bytes b = sample_bytes();
  struct facts_error error;
  size_t used;
  b.at[8]++;
  assert_null(facts_decode(b.at, b.length, &used, &error));
  assert_non_null(strstr(error.message, "another version"));
  free(b.at);
}

static void a_section_holds_many(void **state) {
  (void)state;
  struct bytes b = sample_bytes();
  size_t padded = b.length + 5;
  unsigned char *section = calloc(2, padded);
  memcpy(section, b.at, b.length);
  memcpy(section + padded, b.at, b.length);
  struct facts_unit **units = NULL;
  struct facts_error error;
  assert_int_equal(facts_decode_section(section, 2 * padded, &units, &error), 2);
  facts_free(units[0]);
  facts_free(units[1]);
  free(units);
  section[padded] ^= 1;
  assert_int_equal(facts_decode_section(section, 2 * padded, &units, &error), -1);
  assert_int_equal(error.offset, padded);
  free(section);
  free(b.at);
}

static void what_is_too_deep_becomes_unknown(void **state) {
  (void)state;
  struct facts_unit *unit = facts_new();
  uint32_t node = facts_node(unit, FACTS_PARAM, 0, 0, 0);
  for (int i = 0; i < FACTS_DEPTH - 1; i++) node = facts_node(unit, FACTS_DEREF, node, 0, 0);
  assert_int_not_equal(node, 0);
  assert_int_equal(facts_node(unit, FACTS_DEREF, node, 0, 0), 0);
  facts_free(unit);
}

static void equal_rows_have_equal_indices(void **state) {
  (void)state;
  struct facts_unit *unit = facts_new();
  uint32_t nodes[1000];
  for (int i = 0; i < 1000; i++) nodes[i] = facts_integer(unit, i * 77);
  for (int i = 0; i < 1000; i++) assert_int_equal(facts_integer(unit, i * 77), nodes[i]);
  assert_int_equal(facts_string(unit, "a\0b", 3), facts_string(unit, "a\0b", 3));
  assert_int_not_equal(facts_string(unit, "a\0b", 3), facts_string(unit, "a\0c", 3));
  assert_int_equal(facts_file(unit, "x.c"), facts_file(unit, "x.c"));
  assert_int_equal(facts_string(unit, "", 0), 0);
  facts_free(unit);
}

/* What says much in few bytes: the reader's memory is held to what it was given. */
static void repetition_comes_back(void **state) {
  (void)state;
  struct facts_unit *unit = facts_new();
  FACTS_APPEND(unit, records, 100000);
  struct bytes b = {NULL, 0};
  b.length = encode(unit, &b.at);
  struct facts_error error;
  size_t used;
  struct facts_unit *again = facts_decode(b.at, b.length, &used, &error);
  assert_non_null(again);
  assert_int_equal(used, b.length);
  assert_int_equal(again->records.count, 100000);
  assert_encodes_to(again, &b);
  facts_free(unit);
  facts_free(again);
  free(b.at);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(comes_back_as_it_went),
      cmocka_unit_test(repetition_comes_back),
      cmocka_unit_test(every_truncation_is_refused),
      cmocka_unit_test(every_damaged_byte_is_refused),
      cmocka_unit_test(every_sealed_damage_is_survived),
      cmocka_unit_test(another_version_says_so),
      cmocka_unit_test(a_section_holds_many),
      cmocka_unit_test(what_is_too_deep_becomes_unknown),
      cmocka_unit_test(equal_rows_have_equal_indices),
  };
  int failed = cmocka_run_group_tests_name("packed", tests, NULL, NULL);
  plain = 1;
  return failed + cmocka_run_group_tests_name("plain", tests, NULL, NULL);
}
