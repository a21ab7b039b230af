/* Writes a seed for the fuzzer: the sample unit, which needs no compiler, or the first unit of a
 * section. In the plain form, of which the fuzzer can change one number without the rest. */
#include "facts/facts.h"
#include "sample_unit.h"

#include <stdio.h>
#include <stdlib.h>

static struct facts_unit *read_unit(const char *name) {
  static unsigned char bytes[1 << 24];
  FILE *in = fopen(name, "rb");
  if (!in) return NULL;
  size_t length = fread(bytes, 1, sizeof bytes, in), used;
  struct facts_error error;
  fclose(in);
  return facts_decode(bytes, length, &used, &error);
}

int main(int argc, char **argv) {
  FILE *out = argc >= 2 ? fopen(argv[1], "wb") : NULL;
  struct facts_unit *unit = argc == 3 ? read_unit(argv[2]) : sample_unit();
  if (!out || !unit) {
    fputs("usage: write-seed FILE [SECTION]\n", stderr);
    return 2;
  }
  unsigned char *bytes = NULL;
  size_t length = facts_encode_plain(unit, &bytes);
  int failed = fwrite(bytes, 1, length, out) != length;
  failed |= fclose(out) != 0;
  free(bytes);
  facts_free(unit);
  return failed;
}
