/* Names as bits: each letter is expected from the letters before it, by models of several depths.
 * A unit's names are few, so the models have read some common ones before they start. */
#ifndef CUSTODY_LETTERS_H
#define CUSTODY_LETTERS_H

#include "bits.h"

struct letters;

/** Knows the common names. The caller frees it with free(). Null when memory is out. Thread: any. */
struct letters *letters_new(void);

enum { LETTERS_KINDS = 16 };

/** The letters that follow are of a name of this kind, less than LETTERS_KINDS. */
void letters_begin(struct letters *, unsigned kind);

/** Writes the letter, or reads and returns it. A name ends with a zero letter. */
unsigned char letters_code(struct letters *, struct bits *, unsigned char letter);

#endif
