/* What a terminal would act upon: C0 controls, DEL, and C1 controls, which are the bytes 80 to 9F
 * outside UTF-8 and C2 80 to C2 9F in it. Source: ECMA-48, 5.2 to 5.4; RFC 3629. */
#include "text.h"

/* The length of the letter of UTF-8 that stands here, or 0 for what a terminal could act upon. */
static size_t letter(const unsigned char *at) {
  if (*at < 0x80) return *at >= 0x20 && *at != 0x7f;
  size_t length = *at < 0xc2 || *at > 0xf4 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
  for (size_t i = 1; i < length; i++)
    if ((at[i] & 0xc0) != 0x80) return 0;
  return at[0] == 0xc2 && at[1] < 0xa0 ? 0 : length;
}

static void print(FILE *out, const char *text, int keep_tabs) {
  for (const unsigned char *at = (const unsigned char *)text; *at;) {
    size_t length = keep_tabs && *at == '\t' ? 1 : letter(at);
    if (length) fwrite(at, 1, length, out);
    else fprintf(out, "\\x%02x", *at);
    at += length ? length : 1;
  }
}

void text_print(FILE *out, const char *text) { print(out, text, 0); }

void text_print_source(FILE *out, const char *text) { print(out, text, 1); }
