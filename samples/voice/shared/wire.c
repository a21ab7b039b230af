/* Bounds are checked in take() and room(), nowhere else. */
#include "wire.h"

#include <string.h>

static const uint8_t *take(struct wire_reader *r, size_t count) {
  if (r->bad || count > r->left) {
    r->bad = true;
    return NULL;
  }
  const uint8_t *bytes = r->at;
  r->at += count;
  r->left -= count;
  return bytes;
}

static uint32_t number(struct wire_reader *r, size_t width) {
  const uint8_t *bytes = take(r, width);
  uint32_t value = 0;
  for (size_t i = 0; bytes && i < width; i++) value = value << 8 | bytes[i];
  return value;
}

uint8_t wire_u8(struct wire_reader *r) { return (uint8_t)number(r, 1); }
uint16_t wire_u16(struct wire_reader *r) { return (uint16_t)number(r, 2); }
uint32_t wire_u32(struct wire_reader *r) { return number(r, 4); }
const uint8_t *wire_bytes(struct wire_reader *r, size_t count) { return take(r, count); }

static bool printable(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (bytes[i] < 0x20 || bytes[i] > 0x7e) return false;
  return true;
}

void wire_text(struct wire_reader *r, char *out, size_t size) {
  size_t count = wire_u8(r);
  const uint8_t *bytes = take(r, count);
  if (!bytes || count >= size || !printable(bytes, count)) {
    r->bad = true;
    count = 0;
  }
  if (count) memcpy(out, bytes, count);
  out[count] = 0;
}

bool wire_done(const struct wire_reader *r) { return !r->bad && r->left == 0; }

static uint8_t *room(struct wire_writer *w, size_t count) {
  if (w->bad || count > w->size - w->length) {
    w->bad = true;
    return NULL;
  }
  w->length += count;
  return w->start + w->length - count;
}

static void put_number(struct wire_writer *w, uint32_t value, size_t width) {
  uint8_t *bytes = room(w, width);
  for (size_t i = 0; bytes && i < width; i++) bytes[i] = (uint8_t)(value >> 8 * (width - 1 - i));
}

void wire_put_u8(struct wire_writer *w, uint8_t value) { put_number(w, value, 1); }
void wire_put_u16(struct wire_writer *w, uint16_t value) { put_number(w, value, 2); }
void wire_put_u32(struct wire_writer *w, uint32_t value) { put_number(w, value, 4); }

void wire_put_bytes(struct wire_writer *w, const void *bytes, size_t count) {
  uint8_t *to = room(w, count);
  if (to && count) memcpy(to, bytes, count);
}

void wire_put_text(struct wire_writer *w, const char *text) {
  size_t count = strlen(text);
  if (count > UINT8_MAX) w->bad = true;
  wire_put_u8(w, (uint8_t)count);
  wire_put_bytes(w, text, count);
}
