/* What a terminal would act upon: C0 controls, DEL, and C1 controls, which UTF-8 writes as C2 80
 * to C2 9F (ECMA-48). Source: ECMA-48, 5.2 to 5.4; RFC 3629. */
#include "text.h"

static int is_control(unsigned char byte) { return byte < 0x20 || byte == 0x7f; }

static int is_c1_control(const unsigned char *at) {
  return at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f;
}

static void print(FILE *out, const char *text, int keep_tabs) {
  for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
    if (is_c1_control(at)) {
      fprintf(out, "\\x%02x\\x%02x", at[0], at[1]);
      at++;
    } else if (is_control(*at) && !(keep_tabs && *at == '\t')) {
      fprintf(out, "\\x%02x", *at);
    } else {
      fputc(*at, out);
    }
  }
}

void text_print(FILE *out, const char *text) { print(out, text, 0); }

void text_print_source(FILE *out, const char *text) { print(out, text, 1); }
