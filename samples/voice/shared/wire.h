/* Reading and writing big-endian fields within bounds.
 *
 * A reader or writer that was asked for more than there is goes bad and stays bad: callers read
 * a whole message and ask once, at its end. It knows nothing of messages. */
#ifndef VOICE_WIRE_H
#define VOICE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire_reader {
  const uint8_t *at;
  size_t left;
  bool bad;
};

struct wire_writer {
  uint8_t *start;
  size_t length, size;
  bool bad;
};

/** Zero (or null) where the reader has gone bad. */
uint8_t wire_u8(struct wire_reader *r);
uint16_t wire_u16(struct wire_reader *r);
uint32_t wire_u32(struct wire_reader *r);
const uint8_t *wire_bytes(struct wire_reader *r, size_t count);

/** Reads a text of printable ASCII into `out`, which has `size` bytes; too long a one is bad. */
void wire_text(struct wire_reader *r, char *out, size_t size);

/** True when everything was there and nothing is left over. */
bool wire_done(const struct wire_reader *r);

void wire_put_u8(struct wire_writer *w, uint8_t value);
void wire_put_u16(struct wire_writer *w, uint16_t value);
void wire_put_u32(struct wire_writer *w, uint32_t value);
void wire_put_bytes(struct wire_writer *w, const void *bytes, size_t count);
void wire_put_text(struct wire_writer *w, const char *text);

#endif
