/* Text of the checked program, made safe to print: it may hold anything. */
#ifndef CUSTODY_TEXT_H
#define CUSTODY_TEXT_H

#include <stdio.h>

/** Prints text that belongs on one line: bytes that a terminal would act upon as \xNN. UTF-8 goes
 * through unless it encodes a control character. */
void text_print(FILE *out, const char *text);

/** The same for a line of source, in which tabs stay tabs. */
void text_print_source(FILE *out, const char *text);

#endif
