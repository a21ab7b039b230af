/* A coder of bits: each is written in about as many bits as it was unexpected.
 *
 * Models say how probable a 1 is and learn from what comes; both sides keep the same models, so
 * both expect the same. The coder narrows an interval of 32-bit numbers for each bit and writes the
 * leading bytes that its ends agree on. Several models, each of another context, are heard
 * together: their odds are multiplied, each to a power that is learned. All this is after
 * M. Mahoney, "Data Compression Explained", 3.2 and 4.3; the coder is G. N. N. Martin's, 1979.
 * Integers only: every machine's bytes are the same. Reading never goes past the end. */
#ifndef CUSTODY_BITS_H
#define CUSTODY_BITS_H

#include <stddef.h>
#include <stdint.h>

/** What is known of one kind of bit in one context; all zero: nothing. */
struct bit_model {
  int16_t lean;  /**< probability of a 1, less a half; in 65536ths */
  uint16_t seen; /**< how often, up to a limit */
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
  int ended;              /**< more was read than there is */
  int16_t stretch[4096];  /**< the logarithms of the odds of a probability */
  uint16_t squash[4096];  /**< and back: the probability of odds */
};

/** `reading` and the bytes are the caller's. */
void bits_begin(struct bits *);
/** Writes what is still needed to tell the last bits; reading has taken the same bytes then. */
void bits_end(struct bits *);

/** Writes the bit, or reads and returns it, by what one model expects. */
int bits_code(struct bits *, int bit, struct bit_model *);

/** The same of a bit that nothing is expected of. */
int bits_code_raw(struct bits *, int bit);

enum { BITS_MANY = 4 };

/** The same by three models, or by BITS_MANY, each of its own weight, in 65536ths. */
int bits_code_by_three(struct bits *, int bit, struct bit_model *, struct bit_model *,
                       struct bit_model *, int32_t weights[3]);
int bits_code_by_many(struct bits *, int bit, struct bit_model *const *models, int32_t *weights);

#endif
