/* See text.h. Every writer below goes through put(), which is the only place that knows the end of
 * the buffer. */
#include "text.h"

struct custody_text custody_text_in(char *buffer, size_t size) {
  struct custody_text text = {buffer, buffer, buffer + size - 1};
  *buffer = '\0';
  return text;
}

int custody_text_is_full(const struct custody_text *text) { return text->at == text->end; }

static void put(struct custody_text *text, char c) {
  if (text->at == text->end) return;
  *text->at++ = c;
  *text->at = '\0';
}

void custody_text_add(struct custody_text *text, const char *string) {
  for (string = string ? string : "?"; *string != '\0'; string++) put(text, *string);
}

void custody_text_add_part(struct custody_text *text, const char *string, size_t length) {
  for (size_t i = 0; i < length; i++) put(text, string[i]);
}

static void number_in_base(struct custody_text *text, uint64_t number, unsigned base) {
  char digits[20];
  int count = 0;
  do digits[count++] = "0123456789abcdef"[number % base];
  while ((number /= base) > 0);
  while (count > 0) put(text, digits[--count]);
}

void custody_text_decimal(struct custody_text *text, uint64_t number) {
  number_in_base(text, number, 10);
}

void custody_text_signed(struct custody_text *text, int64_t number) {
  if (number < 0) put(text, '-');
  custody_text_decimal(text, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

void custody_text_hex(struct custody_text *text, uint64_t number) {
  custody_text_add(text, "0x");
  number_in_base(text, number, 16);
}

int custody_text_equal(const char *a, const char *b) {
  if (a == NULL || b == NULL) return 0;
  while (*a != '\0' && *a == *b) {
    a++;
    b++;
  }
  return *a == *b;
}

int custody_text_before(const char *a, const char *b) {
  while (*a != '\0' && *a == *b) {
    a++;
    b++;
  }
  return (unsigned char)*a < (unsigned char)*b;
}

void custody_text_copy(char *to, const char *from, size_t size) {
  size_t i = 0;
  for (; i + 1 < size && from[i] != '\0'; i++) to[i] = from[i];
  to[i] = '\0';
}
