/* Writes the sample unit's bytes: the fuzzer's first seed, which needs no compiler. */
#include "facts/facts.h"
#include "sample_unit.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  FILE *out = argc == 2 ? fopen(argv[1], "wb") : NULL;
  if (!out) {
    fputs("usage: write-seed FILE\n", stderr);
    return 2;
  }
  struct facts_unit *unit = sample_unit();
  unsigned char *bytes = NULL;
  size_t length = facts_encode(unit, &bytes);
  int failed = fwrite(bytes, 1, length, out) != length;
  failed |= fclose(out) != 0;
  free(bytes);
  facts_free(unit);
  return failed;
}
