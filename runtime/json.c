/* See json.h. */
#include "json.h"

enum { LONGEST_STRING = 1000 };

struct custody_json custody_json_in(struct custody_text *text) {
  return (struct custody_json){text, 0};
}

/* How many bytes of valid UTF-8 begin here (RFC 3629), at most `room`; 0: none. */
static size_t length_of_character(const unsigned char *at, size_t room) {
  unsigned char lowest = 0x80, highest = 0xbf;
  size_t length = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
  if (at[0] > 0xf4 || length == 0 || length > room) return 0;
  if (at[0] == 0xe0) lowest = 0xa0;
  if (at[0] == 0xed) highest = 0x9f;
  if (at[0] == 0xf0) lowest = 0x90;
  if (at[0] == 0xf4) highest = 0x8f;
  for (size_t i = 1; i < length; i++) {
    if (at[i] < lowest || at[i] > highest) return 0;
    lowest = 0x80;
    highest = 0xbf;
  }
  return length;
}

static void add_escape(struct custody_text *text, unsigned char c) {
  char digits[] = {"0123456789abcdef"[c >> 4], "0123456789abcdef"[c & 15]};
  custody_text_add(text, "\\u00");
  custody_text_add_part(text, digits, 2);
}

/* Returns how many bytes it took. */
static size_t add_character(struct custody_text *text, const char *at, size_t room) {
  unsigned char c = (unsigned char)*at;
  size_t length = length_of_character((const unsigned char *)at, room);
  if (length == 0) {
    custody_text_add(text, "\\ufffd");
    return 1;
  }
  if (c == '"' || c == '\\') custody_text_add(text, "\\");
  if (c < ' ') add_escape(text, c);
  else custody_text_add_part(text, at, length);
  return length;
}

static void add_quoted(struct custody_text *text, const char *string, size_t length) {
  custody_text_add(text, "\"");
  for (size_t i = 0; i < length && i < LONGEST_STRING;)
    i += add_character(text, string + i, length - i);
  custody_text_add(text, "\"");
}

static size_t length_of(const char *string) {
  size_t length = 0;
  while (length <= LONGEST_STRING + 4 && string[length] != '\0') length++;
  return length;
}

static void begin_value(struct custody_json *json, const char *name) {
  if (json->needs_comma) custody_text_add(json->text, ",");
  json->needs_comma = 1;
  if (!name) return;
  add_quoted(json->text, name, length_of(name));
  custody_text_add(json->text, ":");
}

void custody_json_begin(struct custody_json *json, const char *name, char bracket) {
  begin_value(json, name);
  custody_text_add_part(json->text, &bracket, 1);
  json->needs_comma = 0;
}

void custody_json_end(struct custody_json *json, char bracket) {
  custody_text_add_part(json->text, &bracket, 1);
  json->needs_comma = 1;
}

void custody_json_part(struct custody_json *json, const char *name, const char *string,
                       size_t length) {
  begin_value(json, name);
  add_quoted(json->text, string, length);
}

void custody_json_string(struct custody_json *json, const char *name, const char *string) {
  if (string) custody_json_part(json, name, string, length_of(string));
}

void custody_json_number(struct custody_json *json, const char *name, uint64_t number) {
  begin_value(json, name);
  custody_text_decimal(json->text, number);
}

void custody_json_address(struct custody_json *json, const char *name, uintptr_t address) {
  if (address == 0) return;
  begin_value(json, name);
  custody_text_add(json->text, "\"");
  custody_text_hex(json->text, address);
  custody_text_add(json->text, "\"");
}

void custody_json_place(struct custody_json *json, const char *name,
                        const struct custody_rt_place *place) {
  if (!place) return;
  custody_json_begin(json, name, '{');
  custody_json_string(json, "file", place->file);
  custody_json_number(json, "line", place->line);
  if (place->column) custody_json_number(json, "column", place->column);
  custody_json_string(json, "function", place->function);
  custody_json_end(json, '}');
}
