/* Bytes back to a unit. They may come from anybody: the header is checked, then every number as
 * it is read (codec.c), then every index (validate.c). */
#include "codec.h"
#include "header.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static uint64_t get_number(const unsigned char *at, int bytes) {
  uint64_t number = 0;
  for (int i = 0; i < bytes; i++) number |= (uint64_t)at[i] << 8 * i;
  return number;
}

/* What is wrong with the header, or null. */
static const char *header_fault(const unsigned char *bytes, size_t length) {
  if (length < FACTS_HEADER) return "the facts are cut off in their header";
  if (memcmp(bytes, FACTS_MAGIC, 8) != 0) return "these bytes are not facts of custody";
  if (get_number(bytes + 8, 4) != FACTS_VERSION)
    return "the facts have another version than this custody reads: build the object again with "
           "this custody's plugin";
  uint64_t body = get_number(bytes + 12, 4);
  if (body > length - FACTS_HEADER) return "the facts are cut off";
  if (XXH64(bytes + FACTS_HEADER, body, 0) != get_number(bytes + 16, 8))
    return "the facts are damaged: their hash does not fit";
  return NULL;
}

size_t facts_unit_length(const unsigned char *bytes, size_t length) {
  if (length < FACTS_HEADER || memcmp(bytes, FACTS_MAGIC, 8) != 0) return 0;
  uint64_t body = get_number(bytes + 12, 4);
  return body > length - FACTS_HEADER ? 0 : FACTS_HEADER + (size_t)body;
}

static struct facts_unit *refuse(struct facts_unit *unit, struct facts_error *error, size_t offset,
                                 const char *message) {
  facts_free(unit);
  error->offset = offset;
  error->message = message;
  return NULL;
}

/* What is left must be the zeros that the encoder put there. */
static void check_padding(struct codec *c, uint64_t least) {
  if (c->fault) return;
  if (c->bits.at < c->bits.in_length && c->bits.in_length != least)
    codec_fail(c, "there are bytes after the last fact");
  for (size_t i = c->bits.at; i < c->bits.in_length; i++)
    if (c->bits.in[i]) codec_fail(c, "there are bytes after the last fact");
}

/* The body after its first byte, which says the form. */
static const char *read_body(struct facts_unit *unit, const unsigned char *body, size_t length,
                             size_t *fault_at) {
  *fault_at = 0;
  if (!length || body[0] > FACTS_PACKED) return "the facts have no form that this custody reads";
  uint64_t most = codec_most_rows(length);
  struct codec c = {.reading = 1,
                    .plain = body[0] == FACTS_PLAIN,
                    .unit = unit,
                    .rows = most,
                    .bits = {.in = body, .in_length = length, .at = 1}};
  if (codec_begin(&c)) codec_unit(&c);
  else codec_fail(&c, "out of memory");
  check_padding(&c, codec_least_length(most - c.rows));
  codec_end(&c);
  *fault_at = c.bits.at;
  return c.fault;
}

struct facts_unit *facts_decode(const unsigned char *bytes, size_t length, size_t *used,
                                struct facts_error *error) {
  const char *fault = header_fault(bytes, length);
  if (fault) return refuse(NULL, error, 0, fault);
  struct facts_unit *unit = facts_new();
  if (!unit) return refuse(unit, error, 0, "out of memory");
  size_t body = get_number(bytes + 12, 4), fault_at;
  fault = read_body(unit, bytes + FACTS_HEADER, body, &fault_at);
  if (fault) return refuse(unit, error, FACTS_HEADER + fault_at, fault);
  fault = facts_validate(unit);
  if (fault) return refuse(unit, error, FACTS_HEADER, fault);
  facts_settle(unit);
  *used = FACTS_HEADER + body;
  return unit;
}

static size_t skip_padding(const unsigned char *bytes, size_t length, size_t at) {
  while (at < length && bytes[at] == 0) at++;
  return at;
}

int facts_decode_section(const unsigned char *bytes, size_t length, struct facts_unit ***units,
                         struct facts_error *error) {
  uint32_t count = 0, capacity = 0;
  struct facts_unit **list = NULL;
  for (size_t at = skip_padding(bytes, length, 0); at < length;
       at = skip_padding(bytes, length, at)) {
    size_t used = 0;
    struct facts_unit *unit = facts_decode(bytes + at, length - at, &used, error);
    if (!unit) {
      error->offset += at;
      while (count) facts_free(list[--count]);
      free(list);
      return -1;
    }
    uint32_t row = facts_append_rows((void **)&list, &count, &capacity, sizeof *list, 1);
    list[row] = unit;
    at += used;
  }
  *units = list;
  return (int)count;
}
