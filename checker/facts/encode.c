/* A unit as bytes: a header, then the body.
 *
 *   8 bytes  "CUSTODYF"       4 bytes  version        4 bytes  length of the body
 *   8 bytes  hash of the body                          numbers in little-endian order
 *
 * The body's first byte says its form. Zero bytes follow where a few bytes say very much, so that a
 * reader can hold the memory it takes to a multiple of what it was given. */
#include "codec.h"
#include "header.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static void put_number(unsigned char *at, uint64_t number, int bytes) {
  for (int i = 0; i < bytes; i++) at[i] = (unsigned char)(number >> 8 * i);
}

static size_t encode(const struct facts_unit *unit, int plain, unsigned char **bytes) {
  struct codec c = {.unit = (struct facts_unit *)unit, .plain = plain};
  struct bits *b = &c.bits;
  uint32_t at =
      facts_append_rows((void **)&b->out, &b->out_count, &b->out_capacity, 1, FACTS_HEADER + 1);
  b->out[at + FACTS_HEADER] = plain ? FACTS_PLAIN : FACTS_PACKED;
  if (codec_begin(&c)) codec_unit(&c);
  else codec_fail(&c, "out of memory");
  codec_end(&c);
  uint32_t length = b->out_count - FACTS_HEADER, least = (uint32_t)codec_least_length(c.rows);
  if (length < least)
    facts_append_rows((void **)&b->out, &b->out_count, &b->out_capacity, 1, least - length);
  length = b->out_count - FACTS_HEADER;
  memcpy(b->out, FACTS_MAGIC, 8);
  put_number(b->out + 8, FACTS_VERSION, 4);
  put_number(b->out + 12, length, 4);
  put_number(b->out + 16, XXH64(b->out + FACTS_HEADER, length, 0), 8);
  *bytes = b->out;
  if (!c.fault) return b->out_count;
  free(b->out);
  *bytes = NULL;
  return 0;
}

size_t facts_encode(const struct facts_unit *unit, unsigned char **bytes) {
  return encode(unit, 0, bytes);
}

size_t facts_encode_plain(const struct facts_unit *unit, unsigned char **bytes) {
  return encode(unit, 1, bytes);
}
