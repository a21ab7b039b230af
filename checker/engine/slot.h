/* Where pointers to functions lie: a slot for each place that can hold one, the functions that were
 * seen to come there, and edges to the slots that its value goes on to. Most slots of a program hold
 * none, and cost eight bytes. */
#ifndef CUSTODY_SLOT_H
#define CUSTODY_SLOT_H

#include "program.h"

struct slots;

/** Slots of all functions' parameters, variables and results. Free with slots_free. */
struct slots *slots_new(struct program *);
void slots_free(struct slots *);

/** What a function returns (FACTS_RESULT), its parameters, its locals, its calls' results. */
uint32_t slot_of_function(struct slots *, uint32_t kind, uint32_t function, uint32_t index);

/** The slot of a path as function `owner` sees it, or FACTS_NONE. An array is one with its
 * elements, a pointer with what it points to. */
uint32_t slot_of(struct slots *, uint32_t owner, uint32_t path);

void slot_add_function(struct slots *, uint32_t slot, uint32_t function);
void slot_add_edge(struct slots *, uint32_t from, uint32_t to);

/** Lets all functions flow along the edges. */
void slots_propagate(struct slots *);

/** The functions that a slot holds; the list is valid until the next one is added. */
uint32_t slot_functions(const struct slots *, uint32_t slot, const uint32_t **list);

#endif
