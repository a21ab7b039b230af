/* Findings for people, as Clang prints its warnings. */
#ifndef CUSTODY_TERMINAL_H
#define CUSTODY_TERMINAL_H

#include <stdint.h>
#include <stdio.h>

struct engine;

/** What of the findings is printed. */
struct terminal_choice {
  const uint8_t *is_known; /**< of each finding, whether it's left out (known.h); null: none is */
  uint32_t known_count;
  int keys; /**< each finding's key as its last note */
};

/** Prints every finding of an engine that has run:
 *
 *     voice.c:31:3: warning: write to `user.mute` ... [-Wcustody-owner]
 *     user.h:12:8: note: the rule is written here
 *
 * with the line of source and a caret under each, where the file can be read from here. Names
 * come from the checked program, so control characters in them are printed as \xNN. Colours only
 * where `colour` is not 0. */
void terminal_print_findings(const struct engine *engine, const struct terminal_choice *choice,
                             FILE *out, int colour);

/** Lists what the annotations leave out of the check, with the reasons given. */
void terminal_print_exemptions(const struct engine *engine, FILE *out, int colour);

/** Lists the entries of the user's policies that speak of nothing in the program. */
void terminal_print_unmet(const struct engine *engine, FILE *out, int colour);

/** Lists the calls of which is not known whom they reach, each with its line of source. */
void terminal_print_unresolved(const struct engine *engine, FILE *out, int colour);

/** What engine_list_unproved() has found, field by field, and a line with the share of all accesses to
 * data with a rule that are proved or reported. */
void terminal_print_unproved(const struct engine *engine, FILE *out, int colour);

/** Prints the closing line: how many findings, and how much of the program was proved. */
void terminal_print_summary(const struct engine *engine, const struct terminal_choice *choice,
                            FILE *out);

#endif
