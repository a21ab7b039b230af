/* Guesses and their mixture, in fixed point: probabilities in 4096ths, their logarithms of odds in
 * 256ths. */
#include "letters.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTHS = 5, SLOTS = 1 << 14, STRETCHED = 2047 };

struct letters {
  uint16_t guess[DEPTHS][SLOTS]; /* of a 1, less a half, in 65536ths; by context and bits so far */
  int32_t weight[256][DEPTHS]; /* by the bits of the letter so far; in 65536ths */
  int16_t stretch[4096];
  uint32_t context[DEPTHS]; /* hash of the letters before */
  uint64_t last; /* the last eight letters */
};

/* 4096 / (1 + e^-x), x in 256ths: interpolated between whole numbers of 128ths. */
static int squash(int x) {
  static const int16_t table[33] = {1,    2,    3,    6,    10,   16,   27,   45,   73,
                                    120,  194,  310,  488,  747,  1101, 1546, 2047, 2549,
                                    2994, 3348, 3607, 3785, 3901, 3975, 4024, 4050, 4068,
                                    4079, 4085, 4089, 4092, 4093, 4094};
  if (x > STRETCHED) return 4095;
  if (x < -STRETCHED) return 1;
  int part = x & 127, at = (x >> 7) + 16;
  return (table[at] * (128 - part) + table[at + 1] * part + 64) >> 7;
}

/* The inverse of squash(). */
static void fill_stretch(struct letters *l) {
  int next = 0;
  for (int x = -STRETCHED; x <= STRETCHED; x++)
    for (int end = squash(x); next <= end; next++) l->stretch[next] = (int16_t)x;
  while (next < 4096) l->stretch[next++] = STRETCHED;
}

static void find_contexts(struct letters *l) {
  for (int depth = 0; depth < DEPTHS; depth++) {
    uint64_t seen = depth ? l->last << (64 - 8 * depth) : 0;
    l->context[depth] = (uint32_t)((seen + (unsigned)depth + 1) * 0x9e3779b97f4a7c15 >> 40);
  }
}

static uint16_t *guess_at(struct letters *l, int depth, unsigned so_far) {
  return &l->guess[depth][(l->context[depth] + so_far * 0x2f0b) & (SLOTS - 1)];
}

static void learn(struct letters *l, uint16_t *guesses[], const int *inputs, int32_t *weights,
                  int bit, int expected) {
  int error = ((bit << 12) - expected) * 10;
  (void)l;
  for (int depth = 0; depth < DEPTHS; depth++) {
    weights[depth] += (inputs[depth] * error + 0x2000) >> 14;
    int32_t guess = (int16_t)*guesses[depth], wanted = bit ? 32767 : -32768;
    *guesses[depth] = (uint16_t)(int16_t)(guess + (wanted - guess) / 6);
  }
}

/* One bit: `b` null only learns. */
static int code_bit(struct letters *l, struct bits *b, int bit, unsigned so_far) {
  uint16_t *guesses[DEPTHS];
  int inputs[DEPTHS];
  int32_t *weights = l->weight[so_far];
  int64_t sum = 0;
  for (int depth = 0; depth < DEPTHS; depth++) {
    guesses[depth] = guess_at(l, depth, so_far);
    inputs[depth] = l->stretch[((int16_t)*guesses[depth] + 32768) >> 4];
    sum += (int64_t)weights[depth] * inputs[depth];
  }
  int expected = squash((int)(sum >> 16));
  if (b) bit = bits_code(b, bit, (uint32_t)expected << 4);
  learn(l, guesses, inputs, weights, bit, expected);
  return bit;
}

static unsigned char code(struct letters *l, struct bits *b, unsigned char letter) {
  unsigned so_far = 1;
  find_contexts(l);
  for (int i = 7; i >= 0; i--)
    so_far = so_far * 2 + (unsigned)code_bit(l, b, letter >> i & 1, so_far & 255);
  letter = (unsigned char)so_far;
  l->last = letter ? l->last << 8 | letter : 0;
  return letter;
}

unsigned char letters_code(struct letters *l, struct bits *b, unsigned char letter) {
  return code(l, b, letter);
}

struct letters *letters_new(void) {
  static const char common[] =
      "int\0char *\0void *\0const char *\0unsigned int\0size_t\0unsigned char\0int (void)\0"
      "void (void)\0void (struct \0void *(void *)\0uint64_t\0uint32_t\0uint8_t\0unsigned long\0"
      "pthread_mutex_lock\0pthread_mutex_unlock\0memcpy\0malloc\0free\0printf\0strlen\0strcmp\0"
      "_init\0_create\0_free\0_get\0_set\0length\0buffer\0context\0index\0name\0value\0size\0"
      "count\0data\0next\0prev\0flags\0list\0state\0server\0client\0thread\0result\0"
      "/usr/include/x86_64-linux-gnu/bits/types/\0/usr/include/x86_64-linux-gnu/bits/pthreadtypes.h"
      "\0/usr/include/stdlib.h\0/usr/include/string.h\0/usr/include/stdio.h\0clang 19.1.7\0src/";
  struct letters *l = calloc(1, sizeof *l);
  if (!l) return NULL;
  fill_stretch(l);
  for (int i = 0; i < 256; i++)
    for (int depth = 0; depth < DEPTHS; depth++) l->weight[i][depth] = 65536 * 3 / 10;
  for (size_t i = 0; i < sizeof common; i++) code(l, NULL, (unsigned char)common[i]);
  return l;
}
