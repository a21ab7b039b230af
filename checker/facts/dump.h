/* Facts as text for people and tests: what `custody facts FILE` prints. */
#ifndef CUSTODY_FACTS_DUMP_H
#define CUSTODY_FACTS_DUMP_H

#include "facts.h"

#include <stdio.h>

/** Prints a unit. One line a declaration, event or exit; paths as C writes them. */
void facts_dump(const struct facts_unit *unit, FILE *out);

/** Prints a name or other text of the unit, with what a terminal or a reader of lines would act
 * upon as \xNN. */
void facts_dump_text(const char *text, FILE *out);

/** Prints a path or value of the unit as it reads in function `function`, or, where there is
 * none, FACTS_NONE. */
void facts_dump_node(const struct facts_unit *unit, uint32_t function, uint32_t node, FILE *out);

#endif
