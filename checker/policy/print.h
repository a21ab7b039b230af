/* The parts of print-policies: each prints one thing that is made of policy files. */
#ifndef CUSTODY_POLICY_PRINT_H
#define CUSTODY_POLICY_PRINT_H

#include "table.h"
#include "words.h"

/** What an entry says, taken apart; it has been read before, so it can be. */
struct word_use print_use(const struct policy_entry *entry);

/** The first `wrapped` files are those whose calls the runtime stands in for. */

/** Whether the entry is a row of known.def. The calls of wrapped files are the runtime's own; what
 * is in force only when asked for is in no table. */
int print_is_known(const struct policy_entry *entry, int is_wrapped, int is_opt_in);

/** Argument `index` where it is a parameter, from 0; or -1. */
int print_parameter(const struct word_use *use, unsigned index);

void print_known(const struct policy *policy, uint32_t wrapped);
void print_shipped(const struct policy *policy, uint32_t wrapped);

/** A C file that names all that the policy names, and what it must be: one line for each. */
void print_uses(const struct policy *policy);
void print_claims(const struct policy *policy);

/** The part of policy.schema.json that is made of the tables of annotations. */
void print_schema(void);

#endif
