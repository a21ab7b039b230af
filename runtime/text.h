/* Text in a fixed buffer: what reports are written with. No stdio, no allocation, no locale, so
 * that a report can be made in a signal handler and inside malloc. What does not fit is cut. */
#ifndef CUSTODY_TEXT_H
#define CUSTODY_TEXT_H

#include <custody/place.h>
#include <stddef.h>
#include <stdint.h>

struct custody_text {
  char *start, *at, *end;
};

/** A text that fills `size` bytes at `buffer`; it is always ended by a zero byte. */
struct custody_text custody_text_in(char *buffer, size_t size);

/** Whether the buffer is full: something may have been cut. */
int custody_text_is_full(const struct custody_text *);

/** "?" for null, which descriptors have where nothing is known. */
void custody_text_add(struct custody_text *, const char *string);
void custody_text_add_part(struct custody_text *, const char *string, size_t length);
void custody_text_decimal(struct custody_text *, uint64_t number);
void custody_text_signed(struct custody_text *, int64_t number);
void custody_text_hex(struct custody_text *, uint64_t number);
/** "file:line:column in function"; "an unknown place" for null. */
void custody_text_place(struct custody_text *, const struct custody_rt_place *place);

/** strcmp() == 0, and null equals nothing. The C library's own is intercepted by the sanitizers,
 * which would take the runtime's reads for the program's. */
int custody_text_equal(const char *a, const char *b);
/** strcmp() < 0. */
int custody_text_before(const char *a, const char *b);
/** Copies what fits and ends it by a zero byte. */
void custody_text_copy(char *to, const char *from, size_t size);

#endif
