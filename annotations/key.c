/* See custody/key.h. It calls nothing: in the runtime the C library's functions may be a sanitizer's. */
#include <custody/key.h>

static int is_in_name(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int is_blank(char c) { return c > '\0' && c <= ' '; }

void custody_key_word(char *to, size_t room, const char *word) {
  char last = '\0';
  int is_apart = 0;
  for (word = word ? word : "?"; *word != '\0' && room > 2; word++) {
    char c = *word;
    if (!is_blank(c) && is_apart && is_in_name(last) && is_in_name(c)) *to++ = '_', room--;
    if (!is_blank(c)) *to++ = last = c, room--;
    is_apart = is_blank(c);
  }
  if (room > 0) *to = '\0';
}
