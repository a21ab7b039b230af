/* A coder of bits: each is written in about as many bits as it was unexpected.
 *
 * A model says how probable a 1 is and learns from what comes; both sides keep the same models, so
 * both expect the same. The coder narrows an interval of 32-bit numbers for each bit and writes the
 * leading bytes that its ends agree on (after the coders of M. Mahoney, "Data Compression
 * Explained", 3.2; the idea is G. N. N. Martin's, 1979). Integers only: every machine's bytes are
 * the same. Reading never goes past the end. */
#ifndef CUSTODY_BITS_H
#define CUSTODY_BITS_H

#include <stddef.h>
#include <stdint.h>

/** What is known of one kind of bit; all zero: nothing. */
struct bit_model {
  int16_t lean;  /**< probability of a 1, less a half; in 65536ths */
  uint8_t seen;  /**< how often, up to a limit */
};

struct bits {
  int reading;
  uint32_t low, high; /**< the interval */
  /* writing */
  unsigned char *out;
  uint32_t out_count, out_capacity;
  /* reading */
  uint32_t code;
  const unsigned char *in;
  size_t in_length, at;
  int ended; /**< more was read than there is */
};

/** `low` and `high` and the first bytes; `reading` and the bytes are set by the caller. */
void bits_begin(struct bits *);
/** Writes what is still needed to tell the last bits; reading has taken the same bytes then. */
void bits_end(struct bits *);

/** Writes the bit, or reads and returns it. `probability` of a 1, in 65536ths, 1 to 65535. */
int bits_code(struct bits *, int bit, uint32_t probability);

/** The same by what a model expects, which learns. */
int bits_code_by(struct bits *, int bit, struct bit_model *);

#endif
