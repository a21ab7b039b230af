/* JSON (RFC 8259) into a fixed buffer, one value after the other. Whatever bytes a string has, what is
 * written is valid UTF-8; a long string is cut. What does not fit is cut too, and is no JSON then:
 * custody_text_is_full() tells. */
#ifndef CUSTODY_JSON_H
#define CUSTODY_JSON_H

#include "text.h"

struct custody_json {
  struct custody_text *text;
  int needs_comma;
};

struct custody_json custody_json_in(struct custody_text *);

/* `name` is null for what stands in an array, or alone. */

/** An object ('{') or an array ('['), which ends with the matching bracket. */
void custody_json_begin(struct custody_json *, const char *name, char bracket);
void custody_json_end(struct custody_json *, char bracket);
/** Nothing for a null string. */
void custody_json_string(struct custody_json *, const char *name, const char *string);
void custody_json_part(struct custody_json *, const char *name, const char *string, size_t length);
void custody_json_number(struct custody_json *, const char *name, uint64_t number);
/** "0x7f", since readers keep 53 bits of a number. Nothing for 0. */
void custody_json_address(struct custody_json *, const char *name, uintptr_t address);
/** An object of file, line, column and function; nothing for null. */
void custody_json_place(struct custody_json *, const char *name, const struct custody_rt_place *);

#endif
