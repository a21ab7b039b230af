/* The coder and the mixture. Probabilities are in 65536ths where they are coded, in 4096ths where
 * they are mixed; logarithms of odds in 256ths.
 *
 * Most of what writing and reading facts costs is spent here, so what is done for each bit is kept
 * short: logarithms and learning rates are looked up, and mixtures have a fixed number of parts. */
#include "bits.h"
#include "facts.h"

enum { MOST_STRETCHED = 2047 };

/* 4096 / (1 + e^-x), x in 256ths: interpolated between multiples of 128. */
static void fill_squash(struct bits *b) {
  static const int16_t table[33] = {1,    2,    3,    6,    10,   16,   27,   45,   73,
                                    120,  194,  310,  488,  747,  1101, 1546, 2047, 2549,
                                    2994, 3348, 3607, 3785, 3901, 3975, 4024, 4050, 4068,
                                    4079, 4085, 4089, 4092, 4093, 4094};
  for (int at = 0; at < 32; at++)
    for (int part = 0; part < 128; part++)
      b->squash[at * 128 + part] =
          (uint16_t)((table[at] * (128 - part) + table[at + 1] * part + 64) >> 7);
}

/* The inverse of it. */
static void fill_stretch(struct bits *b) {
  int next = 0;
  for (int x = -MOST_STRETCHED; x <= MOST_STRETCHED; x++)
    for (int end = b->squash[x + 2048]; next <= end; next++) b->stretch[next] = (int16_t)x;
  while (next < 4096) b->stretch[next++] = MOST_STRETCHED;
}

static void put(struct bits *b, uint32_t byte) {
  uint32_t at = b->out_count;
  if (at < b->out_capacity) b->out_count++;
  else at = facts_append_rows((void **)&b->out, &b->out_count, &b->out_capacity, 1, 1);
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
  fill_squash(b);
  fill_stretch(b);
  for (int i = 0; b->reading && i < 4; i++) b->code = b->code << 8 | take(b);
}

void bits_end(struct bits *b) {
  for (int shift = 24; !b->reading && shift >= 0; shift -= 8) put(b, b->low >> shift & 255);
}

/* The bytes that the interval's ends agree on. Not in line: few bits come to one. */
static __attribute__((noinline)) void move_on(struct bits *b) {
  do {
    if (b->reading) b->code = b->code << 8 | take(b);
    else put(b, b->high >> 24);
    b->low <<= 8;
    b->high = b->high << 8 | 255;
  } while ((b->low ^ b->high) >> 24 == 0);
}

/* `probability` of a 1, 1 to 65535. */
static inline int narrow(struct bits *b, int bit, uint32_t probability) {
  uint32_t width = b->high - b->low;
  uint32_t middle = b->low + (uint32_t)((uint64_t)width * probability >> 16);
  if (b->reading) bit = b->code <= middle;
  if (bit) b->high = middle;
  else b->low = middle + 1;
  if ((b->low ^ b->high) >> 24 == 0) move_on(b);
  return bit;
}

/* Learns fast at first, and never quite stops. */
static inline void learn(struct bit_model *m, int bit) {
  /* 32768 / (seen + 3/2) */
  static const uint16_t rate[] = {21845, 13107, 9362, 7281, 5957, 5041, 4369, 3855, 3449, 3120,
                                  2849,  2621,  2427, 2259, 2114, 1985, 1872, 1771, 1680};
  enum { LIMIT = sizeof rate / sizeof rate[0] - 1 };
  int32_t wanted = bit ? 32767 : -32768;
  m->lean = (int16_t)(m->lean + ((wanted - m->lean) * rate[m->seen] >> 15));
  m->seen = (uint16_t)(m->seen + (m->seen < LIMIT));
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

int bits_code_raw(struct bits *b, int bit) { return narrow(b, bit, 32768); }

/* `count` is a constant where this is used, so that the loops are unrolled. */
static inline __attribute__((always_inline)) int
code_mixed(struct bits *b, int bit, struct bit_model *const *models, int32_t *weights, int count) {
  int inputs[BITS_MANY];
  int64_t sum = 0;
  for (int i = 0; i < count; i++) {
    inputs[i] = b->stretch[(uint16_t)(models[i]->lean + 32768) >> 4];
    sum += (int64_t)weights[i] * inputs[i];
  }
  sum >>= 16;
  if (sum > MOST_STRETCHED) sum = MOST_STRETCHED;
  if (sum < -MOST_STRETCHED) sum = -MOST_STRETCHED;
  int expected = b->squash[sum + 2048];
  bit = narrow(b, bit, (uint32_t)expected << 4);
  int error = ((bit << 12) - expected) * 14;
  for (int i = 0; i < count; i++) {
    weights[i] += (inputs[i] * error + 0x2000) >> 14;
    learn(models[i], bit);
  }
  return bit;
}

int bits_code_by_three(struct bits *b, int bit, struct bit_model *x, struct bit_model *y,
                       struct bit_model *z, int32_t weights[3]) {
  struct bit_model *const models[] = {x, y, z};
  return code_mixed(b, bit, models, weights, 3);
}

int bits_code_by_many(struct bits *b, int bit, struct bit_model *const *models, int32_t *weights) {
  return code_mixed(b, bit, models, weights, BITS_MANY);
}
