/* The numbers and strings of the codec. Reads are bounds-checked here and nowhere else. */
#include "codec.h"

#include <stdlib.h>
#include <string.h>

void codec_fail(struct codec *c, const char *message) {
  if (c->fault) return;
  c->fault = message;
  c->fault_at = c->at;
}

static void put(struct codec *c, uint8_t byte) {
  uint32_t at = facts_append_rows((void **)&c->out, &c->out_count, &c->out_capacity, 1, 1);
  c->out[at] = byte;
}

static uint8_t take(struct codec *c) {
  if (c->fault) return 0;
  if (c->at >= c->in_length) {
    codec_fail(c, "the facts end in the middle");
    return 0;
  }
  return c->in[c->at++];
}

void codec_byte(struct codec *c, uint8_t *value) {
  if (c->reading) *value = take(c);
  else put(c, *value);
}

static uint64_t take_varint(struct codec *c) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    uint8_t byte = take(c);
    value |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) return value;
  }
  codec_fail(c, "a number is too long");
  return 0;
}

void codec_u64(struct codec *c, uint64_t *value) {
  if (c->reading) {
    *value = take_varint(c);
    return;
  }
  uint64_t rest = *value;
  for (; rest > 127; rest >>= 7) put(c, (uint8_t)(rest | 128));
  put(c, (uint8_t)rest);
}

void codec_u32(struct codec *c, uint32_t *value) {
  uint64_t wide = *value;
  codec_u64(c, &wide);
  if (wide > UINT32_MAX) codec_fail(c, "a number is too large");
  *value = c->fault ? 0 : (uint32_t)wide;
}

void codec_i64(struct codec *c, int64_t *value) {
  uint64_t folded = (uint64_t)*value << 1 ^ (*value < 0 ? UINT64_MAX : 0);
  codec_u64(c, &folded);
  *value = (int64_t)(folded >> 1 ^ (folded & 1 ? UINT64_MAX : 0));
}

void codec_near(struct codec *c, uint32_t *value, uint32_t expected) {
  int64_t difference = (int64_t)*value - expected;
  codec_i64(c, &difference);
  if (difference < -(int64_t)expected || difference > (int64_t)UINT32_MAX - expected)
    codec_fail(c, "a number is out of range");
  *value = c->fault ? 0 : (uint32_t)(expected + difference);
}

void codec_bytes(struct codec *c, const char **bytes, uint32_t length) {
  if (!c->reading) {
    uint32_t at = facts_append_rows((void **)&c->out, &c->out_count, &c->out_capacity, 1, length);
    if (length) memcpy(c->out + at, *bytes, length);
    return;
  }
  if (length > c->in_length - c->at) codec_fail(c, "a string ends after the facts");
  char *copy = calloc(1, (c->fault ? 0 : length) + (size_t)1);
  if (!copy) abort();
  if (!c->fault) {
    memcpy(copy, c->in + c->at, length);
    c->at += length;
  }
  *bytes = copy;
}

void codec_place(struct codec *c, struct facts_place *place) {
  codec_near(c, &place->file, c->last_place.file);
  codec_near(c, &place->line, c->last_place.line);
  codec_u32(c, &place->column);
  c->last_place = *place;
}

uint32_t codec_count(struct codec *c, uint32_t count) {
  codec_u32(c, &count);
  if (c->reading && count > c->in_length - c->at) codec_fail(c, "a count is larger than the facts");
  return c->fault ? 0 : count;
}
