/* The coder: an interval that gets narrower, from both sides in the same way. */
#include "bits.h"
#include "facts.h"

static void put(struct bits *b, uint32_t byte) {
  uint32_t at = facts_append_rows((void **)&b->out, &b->out_count, &b->out_capacity, 1, 1);
  b->out[at] = (unsigned char)byte;
}

static uint32_t take(struct bits *b) {
  if (b->at < b->in_length) return b->in[b->at++];
  b->ended = 1;
  return 0;
}

void bits_begin(struct bits *b) {
  b->low = 0;
  b->high = UINT32_MAX;
  for (int i = 0; b->reading && i < 4; i++) b->code = b->code << 8 | take(b);
}

void bits_end(struct bits *b) {
  for (int shift = 24; !b->reading && shift >= 0; shift -= 8) put(b, b->low >> shift & 255);
}

int bits_code(struct bits *b, int bit, uint32_t probability) {
  uint32_t width = b->high - b->low;
  uint32_t middle = b->low + (uint32_t)((uint64_t)width * probability >> 16);
  if (b->reading) bit = b->code <= middle;
  if (bit) b->high = middle;
  else b->low = middle + 1;
  while ((b->low ^ b->high) >> 24 == 0) {
    if (b->reading) b->code = b->code << 8 | take(b);
    else put(b, b->high >> 24);
    b->low <<= 8;
    b->high = b->high << 8 | 255;
  }
  return bit;
}

/* Learns fast at first, and never quite stops. */
int bits_code_by(struct bits *b, int bit, struct bit_model *m) {
  enum { LIMIT = 40, LEAST = 32 };
  int32_t probability = m->lean + 32768;
  if (probability < LEAST) probability = LEAST;
  if (probability > 65536 - LEAST) probability = 65536 - LEAST;
  bit = bits_code(b, bit, (uint32_t)probability);
  int32_t wanted = bit ? 65535 : 0;
  m->lean = (int16_t)(m->lean + (wanted - 32768 - m->lean) * 2 / (2 * m->seen + 3));
  if (m->seen < LIMIT) m->seen++;
  return bit;
}
