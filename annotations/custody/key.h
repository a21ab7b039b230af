/* The words of a finding's key, which is the same whether the compile-time check finds it or the running
 * program: FINDING:WHAT@FUNCTION, or order:LOCK>LOCK of a circle. It's made of names in the source
 * alone, so it outlives edits of other lines; a suppression is a pattern of keys. */
#ifndef CUSTODY_KEY_H
#define CUSTODY_KEY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Copies a name as it stands in a key, without blanks: one between two words is an underscore, others
 * are left out. Null is "?". What does not fit in `room` bytes, the ending zero byte among them, is cut.
 * Async-signal-safe. */
void custody_key_word(char *to, size_t room, const char *word);

#ifdef __cplusplus
}
#endif
#endif
