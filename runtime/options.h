/* CUSTODY_OPTIONS. Read once, before main() and before any thread; constant afterwards. */
#ifndef CUSTODY_OPTIONS_H
#define CUSTODY_OPTIONS_H

#include "text.h"
#include <stdint.h>

enum { CUSTODY_OPTION_TEXT = 512 };

/* The second word of an option that has two. */
enum { CUSTODY_LOG_FORMAT_JSON = 1 };

struct custody_options {
#define NUMBER(name, value, least, most, meaning) uint32_t name;
#define WORD(name, first, second, meaning) uint32_t name; /* 0 or 1 */
#define TEXT(name, meaning) char name[CUSTODY_OPTION_TEXT];
#include "options.def"
};

extern struct custody_options custody_options;

/** Sets the defaults. */
void custody_options_default(struct custody_options *);

/** Reads "name=value:name=value"; also separated by commas or white space; a value may stand in
 * quotes of either kind. Returns 1; or 0 and a message for the user, which says what to do. Text
 * before the fault has been read. */
int custody_options_parse(struct custody_options *, const char *text, struct custody_text *message);

/** The list that help=1 prints. */
void custody_options_help(struct custody_text *);

/** What may be read of the environment: nothing in a program that runs with rights that its caller
 * hasn't (`secure`, as getauxval(AT_SECURE) says). */
const char *custody_options_trusted(const char *environment, unsigned long secure);

#endif
