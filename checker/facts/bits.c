/* The coder and the mixture. Probabilities are in 65536ths where they are coded, in 4096ths where
 * they are mixed; logarithms of odds in 256ths. */
#include "bits.h"
#include "facts.h"

enum { MOST_STRETCHED = 2047 };

/* 4096 / (1 + e^-x), x in 256ths: interpolated between multiples of 128. */
static int squash(int x) {
  static const int16_t table[33] = {1,    2,    3,    6,    10,   16,   27,   45,   73,
                                    120,  194,  310,  488,  747,  1101, 1546, 2047, 2549,
                                    2994, 3348, 3607, 3785, 3901, 3975, 4024, 4050, 4068,
                                    4079, 4085, 4089, 4092, 4093, 4094};
  if (x > MOST_STRETCHED) return 4095;
  if (x < -MOST_STRETCHED) return 1;
  int at = (x + 2048) >> 7, part = (x + 2048) & 127;
  return (table[at] * (128 - part) + table[at + 1] * part + 64) >> 7;
}

/* The inverse of squash(). */
static void fill_stretch(struct bits *b) {
  int next = 0;
  for (int x = -MOST_STRETCHED; x <= MOST_STRETCHED; x++)
    for (int end = squash(x); next <= end; next++) b->stretch[next] = (int16_t)x;
  while (next < 4096) b->stretch[next++] = MOST_STRETCHED;
}

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
  fill_stretch(b);
  for (int i = 0; b->reading && i < 4; i++) b->code = b->code << 8 | take(b);
}

void bits_end(struct bits *b) {
  for (int shift = 24; !b->reading && shift >= 0; shift -= 8) put(b, b->low >> shift & 255);
}

/* `probability` of a 1, 1 to 65535. */
static int narrow(struct bits *b, int bit, uint32_t probability) {
  if (b->rehearsing) return bit;
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
static void learn(struct bit_model *m, int bit) {
  enum { LIMIT = 18 };
  int32_t wanted = bit ? 32767 : -32768;
  m->lean = (int16_t)(m->lean + (wanted - m->lean) * 2 / (2 * m->seen + 3));
  if (m->seen < LIMIT) m->seen++;
}

int bits_code(struct bits *b, int bit, struct bit_model *m) {
  enum { LEAST = 32 };
  int32_t probability = m->lean + 32768;
  if (probability < LEAST) probability = LEAST;
  if (probability > 65536 - LEAST) probability = 65536 - LEAST;
  bit = narrow(b, bit, (uint32_t)probability);
  learn(m, bit);
  return bit;
}

int bits_code_mixed(struct bits *b, int bit, struct bit_model *const *models, int32_t *weights,
                    int count) {
  int inputs[BITS_MODELS];
  int64_t sum = 0;
  for (int i = 0; i < count; i++) {
    inputs[i] = b->stretch[(models[i]->lean + 32768) >> 4];
    sum += (int64_t)weights[i] * inputs[i];
  }
  sum >>= 16;
  int expected = squash(sum > 4095 ? 4095 : sum < -4095 ? -4095 : (int)sum);
  bit = narrow(b, bit, (uint32_t)expected << 4);
  int error = ((bit << 12) - expected) * 14;
  for (int i = 0; i < count; i++) {
    weights[i] += (inputs[i] * error + 0x2000) >> 14;
    learn(models[i], bit);
  }
  return bit;
}
