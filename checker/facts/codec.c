/* The numbers and strings of the codec, in both forms. Reads are bounds-checked here and in bits.c
 * and nowhere else. */
#include "codec.h"

#include <stdlib.h>
#include <string.h>

void codec_fail(struct codec *c, const char *message) {
  if (!c->fault) c->fault = message;
}

enum { ROWS_PER_BYTE = 16, FREE_ROWS = 256 };

uint64_t codec_most_rows(uint64_t length) { return length * ROWS_PER_BYTE + FREE_ROWS; }

uint64_t codec_least_length(uint64_t rows) {
  return rows <= FREE_ROWS ? 0 : (rows - FREE_ROWS + ROWS_PER_BYTE - 1) / ROWS_PER_BYTE;
}

int codec_begin(struct codec *c) {
  c->bits.reading = c->reading;
  c->string_count = 1;
  FACTS_APPEND(c, types, 1);
  if (!c->reading) {
    c->string_numbers = calloc(c->unit->strings.count, sizeof *c->string_numbers);
    if (!c->string_numbers) return 0;
  }
  if (c->plain) return 1;
  bits_begin(&c->bits);
  c->models = calloc(CODEC_CONTEXTS, sizeof *c->models);
  c->after = calloc(CODEC_SLOTS, sizeof *c->after);
  c->letters = letters_new();
  if (!c->models || !c->after || !c->letters) return 0;
  for (unsigned i = 0; i < CODEC_CONTEXTS; i++)
    for (unsigned k = 0; k < 3; k++) c->models[i].weights[k] = 65536 * 2 / 5;
  return 1;
}

void codec_end(struct codec *c) {
  if (!c->plain) bits_end(&c->bits);
  free(c->models);
  free(c->after);
  free(c->letters);
  free(c->string_numbers);
  free(c->types.row);
}

static void check_end(struct codec *c) {
  if (c->bits.ended) codec_fail(c, "the facts end in the middle");
}

/* -- plain --------------------------------------------------------------------------------- */

static void put(struct codec *c, uint8_t byte) {
  struct bits *b = &c->bits;
  uint32_t at = facts_append_rows((void **)&b->out, &b->out_count, &b->out_capacity, 1, 1);
  b->out[at] = byte;
}

static uint8_t take(struct codec *c) {
  if (c->bits.at < c->bits.in_length) return c->bits.in[c->bits.at++];
  c->bits.ended = 1;
  check_end(c);
  return 0;
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

static uint64_t plain_number(struct codec *c, uint64_t value) {
  if (c->reading) return take_varint(c);
  for (; value > 127; value >>= 7) put(c, (uint8_t)(value | 128));
  put(c, (uint8_t)value);
  return value;
}

/* -- packed -------------------------------------------------------------------------------- */

static unsigned bit_length(uint64_t value) {
  return value ? 64 - (unsigned)__builtin_clzll(value) : 0;
}

/* What comes before a number, as hashes: in its context, and in any. */
struct before {
  struct number_model *m;
  uint32_t same, any;
};

static struct before before_number(const struct codec *c, unsigned context) {
  struct before b = {.m = &c->models[context]};
  b.same = (context * 0x9e3779b1u ^ (c->hint ? c->hint : b.m->last) * 0xc2b2ae35u) * 0x27d4eb2fu;
  b.any = (context * 0x9e3779b1u ^ c->last * 0x165667b1u ^ 1) * 0x27d4eb2fu;
  return b;
}

/* Whether nearly all bits of this kind are the same: then no context says more. */
static int is_sure(const struct bit_model *m) { return m->lean > 31500 || m->lean < -31500; }

/* The bit of a number that `so_far` tells from its others. */
static int packed_bit(struct codec *c, const struct before *b, int bit, unsigned so_far,
                      struct bit_model *own) {
  if (is_sure(own)) return bits_code(&c->bits, bit, own);
  uint32_t place = so_far * 0x9e3779b1u;
  struct bit_model *same = &c->after[(b->same + place) >> 15],
                   *any = &c->after[(b->any + place) >> 15];
  return bits_code_by_three(&c->bits, bit, own, same, any, b->m->weights);
}

/* Whether it is longer than 0, than 1, and so on: most are short. */
static unsigned packed_length(struct codec *c, const struct before *b, unsigned length) {
  unsigned so_far = 0;
  while (so_far < 64) {
    unsigned known = so_far < CODEC_LENGTHS ? so_far : CODEC_LENGTHS - 1;
    if (!packed_bit(c, b, length > so_far, so_far, &b->m->longer[known])) break;
    so_far++;
  }
  return so_far;
}

/* How long the number is, then the bits after its first. */
static uint64_t packed_number(struct codec *c, unsigned context, uint64_t value) {
  struct before b = before_number(c, context);
  unsigned length = packed_length(c, &b, bit_length(value)), upper = 1;
  unsigned known = length < CODEC_LENGTHS ? length : CODEC_LENGTHS - 1;
  uint64_t read = length != 0;
  for (unsigned i = length; i-- > 1;) {
    int bit = value >> (i - 1) & 1;
    if (upper < 8) {
      bit = packed_bit(c, &b, bit, 64 + length * 8 + upper, &b.m->upper[known][upper]);
      upper = upper * 2 + (unsigned)bit;
    } else bit = bits_code(&c->bits, bit, &b.m->lower[i - 1]);
    read = read << 1 | (unsigned)bit;
  }
  c->hint = 0;
  b.m->last = (uint32_t)(read ^ read >> 32);
  c->last = b.m->last + context * 0x9e3779b1u;
  return read;
}

/* -- both ---------------------------------------------------------------------------------- */

void codec_u64(struct codec *c, unsigned context, uint64_t *value) {
  if (c->fault) {
    *value = 0;
    return;
  }
  uint64_t coded = c->plain ? plain_number(c, *value) : packed_number(c, context, *value);
  if (!c->reading) return;
  check_end(c);
  *value = c->fault ? 0 : coded;
}

void codec_u32(struct codec *c, unsigned context, uint32_t *value) {
  uint64_t wide = *value;
  codec_u64(c, context, &wide);
  if (wide > UINT32_MAX) codec_fail(c, "a number is too large");
  *value = c->fault ? 0 : (uint32_t)wide;
}

void codec_hash(struct codec *c, uint32_t *value) {
  uint64_t read = 0;
  if (c->plain) read = plain_number(c, *value);
  else
    for (int i = 31; i >= 0; i--)
      read = read << 1 | (unsigned)bits_code_raw(&c->bits, *value >> i & 1);
  check_end(c);
  if (read > UINT32_MAX) codec_fail(c, "a number is too large");
  *value = c->fault ? 0 : (uint32_t)read;
}

void codec_byte(struct codec *c, unsigned context, uint8_t *value) {
  uint64_t wide = *value;
  codec_u64(c, context, &wide);
  if (wide > UINT8_MAX) codec_fail(c, "a number is too large");
  *value = c->fault ? 0 : (uint8_t)wide;
}

void codec_i64(struct codec *c, unsigned context, int64_t *value) {
  uint64_t folded = (uint64_t)*value << 1 ^ (*value < 0 ? UINT64_MAX : 0);
  codec_u64(c, context, &folded);
  *value = (int64_t)(folded >> 1 ^ (folded & 1 ? UINT64_MAX : 0));
}

void codec_near(struct codec *c, unsigned context, uint32_t *value, uint32_t expected) {
  int64_t difference = (int64_t)*value - expected;
  codec_i64(c, context, &difference);
  if (difference < -(int64_t)expected || difference > (int64_t)UINT32_MAX - expected)
    codec_fail(c, "a number is out of range");
  *value = c->fault ? 0 : (uint32_t)(expected + difference);
}

/* Even: that many beyond the next; odd: that many back from it. */
void codec_fresh(struct codec *c, unsigned context, uint32_t *value, uint32_t *next) {
  uint64_t coded =
      *value >= *next ? (uint64_t)(*value - *next) * 2 : (uint64_t)(*next - 1 - *value) * 2 + 1;
  codec_u64(c, context, &coded);
  uint64_t read = coded & 1 ? *next - 1 - coded / 2 : *next + coded / 2;
  if ((coded & 1 && coded / 2 >= *next) || read >= UINT32_MAX)
    codec_fail(c, "a number is out of range");
  *value = c->fault ? 0 : (uint32_t)read;
  if (*value >= *next) *next = *value + 1;
}

uint32_t codec_count(struct codec *c, unsigned context, uint32_t count) {
  codec_u32(c, context, &count);
  if (!c->reading) {
    c->rows += count;
    return count;
  }
  if (count > c->rows) codec_fail(c, "a count is larger than the facts");
  if (c->fault) return 0;
  c->rows -= count;
  return count;
}

void codec_place(struct codec *c, enum codec_place what, struct facts_place *place) {
  unsigned context = CODEC_PLACE + 3 * what;
  const struct facts_place *last = &c->last_place;
  uint32_t before = c->last;
  codec_near(c, context, &place->file, last->file);
  if (place->file == last->file) c->last = before;
  c->hint = c->last_event * FACTS_EXIT_KINDS + c->last_exit + 1;
  codec_near(c, context + 1, &place->line, last->line);
  c->hint = last->column * 2 + (place->line == last->line) + 1;
  codec_u32(c, context + 2, &place->column);
  c->last_place = *place;
}

/* -- what was used lately ------------------------------------------------------------------ */

uint32_t codec_find_recent(const struct recent *r, uint32_t item) {
  uint32_t at = 0;
  while (at < CODEC_RECENT && r->item[at] != item) at++;
  return at;
}

void codec_make_latest(struct recent *r, uint32_t at, uint32_t item) {
  if (at >= CODEC_RECENT) at = CODEC_RECENT - 1;
  memmove(r->item + 1, r->item, at * sizeof *r->item);
  r->item[0] = item;
}

enum { NONE, NEW, FAR, LATELY };

static uint32_t kind_of(const struct recent *r, uint32_t item, uint32_t next) {
  if (item == 0) return NONE;
  if (item >= next) return NEW;
  uint32_t at = codec_find_recent(r, item);
  return at == CODEC_RECENT ? FAR : LATELY + at;
}

static uint32_t item_of(struct codec *c, const struct recent *r, unsigned far, unsigned beyond,
                        uint32_t kind, uint32_t item, uint32_t next) {
  uint32_t steps = kind == NEW ? item - next : next - 1 - item;
  if (kind == NONE) return 0;
  if (kind >= LATELY && kind < LATELY + CODEC_RECENT) return r->item[kind - LATELY];
  if (kind == NEW && !beyond) return next;
  codec_u32(c, kind == NEW ? beyond : far, &steps);
  if (kind >= LATELY || (kind == FAR && steps >= next) ||
      (kind == NEW && steps > UINT32_MAX - 1 - next))
    codec_fail(c, "a reference is out of range");
  return kind == NEW ? next + steps : next - 1 - steps;
}

/* An item from 1: one up to `next` was there before. `beyond` 0: a new one is always `next`. */
static void code_lately(struct codec *c, unsigned context, unsigned far, unsigned beyond,
                        struct recent *r, uint32_t *item, uint32_t next) {
  uint32_t kind = c->reading ? 0 : kind_of(r, *item, next);
  codec_u32(c, context, &kind);
  *item = item_of(c, r, far, beyond, kind, *item, next);
  if (c->fault) *item = 0;
  if (*item) codec_make_latest(r, kind >= LATELY ? kind - LATELY : CODEC_RECENT, *item);
}

void codec_named(struct codec *c, enum codec_named what, uint32_t *index) {
  uint32_t item = *index + 1, *next = &c->next_named[what];
  unsigned context = CODEC_NAMED + 3 * what;
  code_lately(c, context, context + 1, context + 2, &c->named[what], &item, *next + 1);
  if (item > *next) *next = item;
  if (!item) codec_fail(c, "a reference is out of range");
  *index = c->fault ? 0 : item - 1;
}

/* -- strings ------------------------------------------------------------------------------- */

/* A zero letter is followed by whether it ends the string. */
static void write_packed_text(struct codec *c, const struct facts_string *s) {
  for (uint32_t i = 0; i <= s->length; i++) {
    letters_code(c->letters, &c->bits, i < s->length ? (unsigned char)s->text[i] : 0);
    if (i == s->length || !s->text[i]) bits_code(&c->bits, i == s->length, &c->string_end);
  }
}

static void write_text(struct codec *c, enum codec_string what, const struct facts_string *s) {
  c->rows += s->length;
  if (!c->plain) {
    letters_begin(c->letters, what);
    write_packed_text(c, s);
    return;
  }
  plain_number(c, s->length);
  for (uint32_t i = 0; i < s->length; i++) put(c, (uint8_t)s->text[i]);
}

/* The next letter, or -1 at the end. */
static int read_letter(struct codec *c, uint32_t *plain_left) {
  if (c->plain) return (*plain_left)-- ? take(c) : -1;
  int letter = letters_code(c->letters, &c->bits, 0);
  check_end(c);
  return !letter && bits_code(&c->bits, 0, &c->string_end) ? -1 : letter;
}

static uint32_t read_text(struct codec *c, enum codec_string what) {
  FACTS_TABLE(char, text) = {0};
  if (!c->plain) letters_begin(c->letters, what);
  uint64_t length = c->plain ? take_varint(c) : 0;
  if (length > c->rows) codec_fail(c, "a string is larger than the facts");
  uint32_t left = c->fault ? 0 : (uint32_t)length;
  for (int letter; !c->fault && (letter = read_letter(c, &left)) >= 0;) {
    if (!c->rows) {
      codec_fail(c, "a string is larger than the facts");
      break;
    }
    c->rows--;
    uint32_t at = facts_append_rows((void **)&text.row, &text.count, &text.capacity, 1, 1);
    text.row[at] = (char)letter;
  }
  facts_append_rows((void **)&text.row, &text.count, &text.capacity, 1, 1);
  uint32_t row = FACTS_APPEND(c->unit, strings, 1);
  c->unit->strings.row[row] = (struct facts_string){text.row, c->fault ? 0 : text.count - 1};
  return row;
}

/* The string as its number, and as the unit has it where it is read for the first time. */
static void code_text(struct codec *c, enum codec_string what, uint32_t *string, uint32_t number) {
  c->string_count++;
  FACTS_APPEND(c, types, 1);
  if (c->reading) read_text(c, what);
  else {
    write_text(c, what, &c->unit->strings.row[*string]);
    c->string_numbers[*string] = number;
  }
}

uint32_t codec_string(struct codec *c, enum codec_string what, uint32_t *string) {
  uint32_t number = c->reading || !*string ? 0 : c->string_numbers[*string];
  if (!c->reading && *string && !number) number = c->string_count;
  code_lately(c, CODEC_STRING + what, CODEC_FAR_STRING + what, 0, &c->strings[what], &number,
              c->string_count);
  if (number > c->string_count) codec_fail(c, "a string is out of range");
  if (!c->fault && number == c->string_count) code_text(c, what, string, number);
  if (c->fault) number = 0;
  if (c->reading) *string = number;
  return number;
}
