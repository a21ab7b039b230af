/* One walk over a unit that writes it as bytes or reads it back, so that the two cannot differ:
 * each function below either appends *value to the bytes or takes it from them.
 *
 * Numbers are LEB128 varints. Rows that others own (a function's blocks, a block's events) stand
 * inside their owner, so begins are implied; places are differences from the place before. */
#ifndef CUSTODY_CODEC_H
#define CUSTODY_CODEC_H

#include "facts.h"

struct codec {
  int reading;
  struct facts_unit *unit;
  /* writing */
  unsigned char *out;
  uint32_t out_count, out_capacity;
  /* reading */
  const unsigned char *in;
  size_t in_length, at;
  const char *fault; /* the first thing that was wrong; everything after it reads as 0 */
  size_t fault_at;
  /* both */
  struct facts_place last_place;
  uint32_t next_site, next_temp;
};

void codec_fail(struct codec *, const char *message);
void codec_byte(struct codec *, uint8_t *value);
void codec_u32(struct codec *, uint32_t *value);
void codec_u64(struct codec *, uint64_t *value);
void codec_i64(struct codec *, int64_t *value);
/** A number that is mostly `expected`. */
void codec_near(struct codec *, uint32_t *value, uint32_t expected);
void codec_bytes(struct codec *, const char **bytes, uint32_t length);
void codec_place(struct codec *, struct facts_place *place);

/** How many rows follow; when reading, never more than there are bytes left. */
uint32_t codec_count(struct codec *, uint32_t count);

/** The whole body of a unit, after the header. */
void codec_unit(struct codec *);

/** Says what is out of range in a unit that was read, or null. */
const char *facts_validate(const struct facts_unit *unit);

#endif
