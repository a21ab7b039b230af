/* Prints each function of a facts section with the kinds of its parameters, for the test that holds
 * policies to headers: "qsort pointer arithmetic arithmetic function-pointer". */
#include "facts/facts.h"

#include <stdio.h>
#include <stdlib.h>

static const char *kind_of(uint32_t flags) {
  if (flags & FACTS_TYPE_FUNCTION_POINTER) return "function-pointer";
  if (flags & FACTS_TYPE_POINTER) return "pointer";
  return flags & FACTS_TYPE_ARITHMETIC ? "arithmetic" : "other";
}

static void print(const struct facts_unit *u) {
  for (uint32_t i = 0; i < u->functions.count; i++) {
    const struct facts_function *f = &u->functions.row[i];
    fputs(facts_text(u, f->name), stdout);
    for (uint32_t k = 0; k < f->parameter_count; k++)
      printf(" %s", kind_of(u->parameters.row[f->parameter_begin + k].type.flags));
    putchar('\n');
  }
}

int main(void) {
  enum { largest = 1 << 24 };
  unsigned char *bytes = malloc(largest);
  size_t length = bytes ? fread(bytes, 1, largest, stdin) : 0, used = 0;
  struct facts_error error = {0, "no memory"};
  struct facts_unit *unit = facts_decode(bytes, length, &used, &error);
  if (unit) print(unit);
  else fprintf(stderr, "print-signatures: %s at byte %zu\n", error.message, error.offset);
  facts_free(unit);
  free(bytes);
  return !unit;
}
