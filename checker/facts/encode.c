/* A unit as bytes: a header, then the body.
 *
 *   8 bytes  "CUSTODYF"       4 bytes  version        4 bytes  length of the body
 *   8 bytes  hash of the body                          numbers in little-endian order */
#include "codec.h"
#include "header.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static void put_number(unsigned char *at, uint64_t number, int bytes) {
  for (int i = 0; i < bytes; i++) at[i] = (unsigned char)(number >> 8 * i);
}

size_t facts_encode(const struct facts_unit *unit, unsigned char **bytes) {
  static const unsigned char header[FACTS_HEADER] = FACTS_MAGIC;
  struct codec c = {.unit = (struct facts_unit *)unit};
  const char *head = (const char *)header;
  codec_bytes(&c, &head, sizeof header);
  codec_unit(&c);
  uint32_t length = c.out_count - FACTS_HEADER;
  put_number(c.out + 8, FACTS_VERSION, 4);
  put_number(c.out + 12, length, 4);
  put_number(c.out + 16, XXH64(c.out + FACTS_HEADER, length, 0), 8);
  *bytes = c.out;
  return c.out_count;
}
