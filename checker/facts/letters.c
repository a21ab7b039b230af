/* The models' contexts: the last letters, from none to five. */
#include "letters.h"

#include <stdlib.h>

enum { DEPTHS = BITS_MODELS, SLOTS = 1 << 16 };

struct letters {
  struct bit_model models[DEPTHS][SLOTS]; /* by context and bits of the letter so far */
  int32_t weights[256][DEPTHS];           /* by bits of the letter so far */
  uint32_t context[DEPTHS];               /* hash of the letters before */
  uint64_t last;                          /* the last eight letters */
};

static void find_contexts(struct letters *l) {
  for (unsigned depth = 0; depth < DEPTHS; depth++) {
    uint64_t seen = depth ? l->last << (64 - 8 * depth) : 0;
    l->context[depth] = (uint32_t)((seen + depth + 1) * 0x9e3779b97f4a7c15 >> 40);
  }
}

static int code_bit(struct letters *l, struct bits *b, int bit, unsigned so_far) {
  struct bit_model *models[DEPTHS];
  for (int depth = 0; depth < DEPTHS; depth++)
    models[depth] = &l->models[depth][(l->context[depth] + so_far * 0x2f0b) % SLOTS];
  return bits_code_mixed(b, bit, models, l->weights[so_far], DEPTHS);
}

unsigned char letters_code(struct letters *l, struct bits *b, unsigned char letter) {
  unsigned so_far = 1;
  find_contexts(l);
  for (int i = 7; i >= 0; i--)
    so_far = so_far * 2 + (unsigned)code_bit(l, b, letter >> i & 1, so_far);
  letter = (unsigned char)so_far;
  l->last = letter ? l->last << 8 | letter : 0;
  return letter;
}

struct letters *letters_new(struct bits *b) {
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
  for (int i = 0; i < 256; i++)
    for (int depth = 0; depth < DEPTHS; depth++) l->weights[i][depth] = 65536 * 3 / 10;
  b->rehearsing = 1;
  for (size_t i = 0; i < sizeof common; i++) letters_code(l, b, (unsigned char)common[i]);
  b->rehearsing = 0;
  return l;
}
