/* A letter is first expected to be the one that followed when the last few letters were there
 * before, or, where a name begins, the first of the last name of its kind: mostly it is, and one
 * bit says so. Only where it is not, or the letters are new, is it written bit by bit, by models
 * whose contexts are the last one, two and three letters and those of the word so far. */
#include "letters.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
  DEPTHS = BITS_MANY,
  SLOTS = 1 << 16,
  KEPT = 1 << 16,
  FOUND = 1 << 13,
  LEAST = 4, /* letters that must be as before */
  LONGEST = 15,
  FOLLOWED = 1 << 12,
  GROUPS = 4,
  BITS_SO_FAR = (GROUPS << 8) + 4 /* two of the group, then of which it is */
};

/* The more common letters are in the smaller groups. */
static const struct {
  unsigned begin, bits;
} groups[GROUPS] = {{0, 2}, {4, 3}, {12, 4}, {28, 8}};

struct letters {
  unsigned char rank[256], letter[256];   /* the most common one first, and back */
  struct bit_model models[DEPTHS][SLOTS]; /* by context and bits of the letter so far */
  int32_t weights[BITS_SO_FAR][DEPTHS];
  uint32_t context[DEPTHS];               /* hash of the letters before */
  struct bit_model follows[LONGEST + 1], followed[FOLLOWED];
  int32_t follow_weights[LONGEST + 1][3];
  uint32_t word;                 /* hash of the letters of the word that goes on */
  uint64_t last;                 /* the last eight letters */
  uint32_t count;                /* letters so far */
  unsigned kind;                 /* of the name */
  uint32_t begun[LETTERS_KINDS]; /* where the last name of each kind began */
  uint32_t match, matched;       /* where the letters were before, if matched: how many */
  uint32_t found[FOUND];         /* by the last letters: the place after them */
  unsigned char kept[KEPT];      /* the letters so far */
};

/* 24 bits. */
static uint32_t hash_of(uint64_t seen) { return (uint32_t)(seen * 0x9e3779b97f4a7c15 >> 40); }

static uint64_t last_letters(const struct letters *l, unsigned count) {
  return l->last << (64 - 8 * count);
}

static void find_contexts(struct letters *l) {
  l->context[0] = hash_of(l->word + 1ull);
  l->context[1] = hash_of(last_letters(l, 1) + 3 + l->kind * 16);
  for (unsigned depth = 2; depth < DEPTHS; depth++)
    l->context[depth] = hash_of(last_letters(l, depth) + depth + 2);
}

static unsigned code_bit(struct letters *l, struct bits *b, unsigned bit, unsigned so_far) {
  struct bit_model *models[DEPTHS];
  for (int depth = 0; depth < DEPTHS; depth++)
    models[depth] = &l->models[depth][(l->context[depth] + so_far * 0x2f0b) % SLOTS];
  return (unsigned)bits_code_by_many(b, (int)bit, models, l->weights[so_far]);
}

/* Its group in two bits, then which of the group it is. */
static unsigned char code_letter(struct letters *l, struct bits *b, unsigned char letter) {
  unsigned rank = l->rank[letter], group = 0;
  while (group + 1 < GROUPS && rank >= groups[group + 1].begin) group++;
  find_contexts(l);
  unsigned upper = code_bit(l, b, group >> 1, 1);
  group = upper * 2 + code_bit(l, b, group & 1, 2 + upper);
  unsigned in_group = rank - groups[group].begin, so_far = 1;
  for (unsigned i = groups[group].bits; i-- > 0;)
    so_far = so_far * 2 + code_bit(l, b, in_group >> i & 1, (group << 8) + so_far + 4);
  rank = groups[group].begin + so_far - (1u << groups[group].bits);
  return l->letter[rank & 255];
}

static int follows(struct letters *l, struct bits *b, int bit, unsigned char expected) {
  uint32_t length = l->matched < LONGEST ? l->matched : LONGEST;
  uint32_t by_one = hash_of((l->last & 0xff) << 8 | expected) % FOLLOWED;
  uint32_t by_two = hash_of((l->last & 0xffff) << 8 | expected | 1 << 24) % FOLLOWED;
  return bits_code_by_three(b, bit, &l->follows[length], &l->followed[by_one], &l->followed[by_two],
                            l->follow_weights[length]);
}

/* How many letters up to there are the same as the last ones. */
static uint32_t same_before(const struct letters *l, uint32_t place) {
  uint32_t same = 0;
  while (same < LONGEST && same < place &&
         l->kept[(place - 1 - same) % KEPT] == l->kept[(l->count - 1 - same) % KEPT])
    same++;
  return same;
}

/* What is known of a word does not depend on how it is set off: pageCount, page_count. */
static void continue_word(struct letters *l, unsigned char letter) {
  if (letter >= 'A' && letter <= 'Z') l->word = letter | 32u;
  else l->word = letter >= 'a' && letter <= 'z' ? l->word * 0x2f0b35u + letter : 0;
}

static void keep(struct letters *l, unsigned char letter) {
  int as_before = l->matched && l->kept[l->match % KEPT] == letter;
  l->kept[l->count++ % KEPT] = letter;
  l->last = l->last << 8 | letter;
  continue_word(l, letter);
  l->matched = as_before ? l->matched + 1 : 0;
  l->match++;
  uint32_t *found = &l->found[hash_of(last_letters(l, LEAST)) % FOUND];
  if (!l->matched) {
    l->match = *found;
    l->matched = same_before(l, *found);
    if (l->matched < LEAST) l->matched = 0;
  }
  *found = l->count;
}

void letters_begin(struct letters *l, unsigned kind) {
  l->kind = kind;
  l->match = l->begun[kind];
  l->matched = l->match > 0;
  l->begun[kind] = l->count;
}

unsigned char letters_code(struct letters *l, struct bits *b, unsigned char letter) {
  unsigned char expected = l->kept[l->match % KEPT];
  if (l->matched && follows(l, b, letter == expected, expected)) letter = expected;
  else letter = code_letter(l, b, letter);
  keep(l, letter);
  return letter;
}

static void rank_letters(struct letters *l) {
  static const char common[] = "\0etrisanolcdmupgh_fb vkxywCR";
  unsigned count = 0;
  for (; count < sizeof common - 1; count++) {
    l->letter[count] = (unsigned char)common[count];
    l->rank[l->letter[count]] = (unsigned char)count;
  }
  for (unsigned letter = 1; letter < 256; letter++) {
    if (l->rank[letter]) continue;
    l->letter[count] = (unsigned char)letter;
    l->rank[letter] = (unsigned char)count++;
  }
}

static struct letters rehearsed; /* has read the common names */

static void rehearse(void) {
  static const char common[] =
      "int\0char *\0void *\0const char *\0unsigned int\0size_t\0unsigned char\0int (void)\0"
      "void (void)\0void (struct \0void *(void *)\0uint64_t\0uint32_t\0uint8_t\0unsigned long\0"
      "pthread_mutex_lock\0pthread_mutex_unlock\0memcpy\0malloc\0free\0printf\0strlen\0strcmp\0"
      "_init\0_create\0_free\0_get\0_set\0length\0buffer\0context\0index\0name\0value\0size\0"
      "count\0data\0next\0prev\0flags\0list\0state\0server\0client\0thread\0result\0"
      "/usr/include/x86_64-linux-gnu/bits/types/\0/usr/include/x86_64-linux-gnu/bits/pthreadtypes.h"
      "\0/usr/include/stdlib.h\0/usr/include/string.h\0/usr/include/stdio.h\0clang 19.1.7\0src/";
  struct letters *l = &rehearsed;
  struct bits b = {0}; /* what is written is of no use: the models learn */
  bits_begin(&b);
  rank_letters(l);
  for (int i = 0; i < BITS_SO_FAR; i++)
    for (int depth = 0; depth < DEPTHS; depth++) l->weights[i][depth] = 65536 * 3 / 10;
  for (int i = 0; i <= LONGEST; i++)
    for (int k = 0; k < 3; k++) l->follow_weights[i][k] = 65536 * 2 / 5;
  letters_begin(l, 0);
  for (size_t i = 0; i < sizeof common; i++) letters_code(l, &b, (unsigned char)common[i]);
  free(b.out);
}

struct letters *letters_new(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, rehearse);
  struct letters *l = malloc(sizeof *l);
  if (l) memcpy(l, &rehearsed, sizeof *l);
  return l;
}
