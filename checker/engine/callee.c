/* Whom a call can reach.
 *
 * Function pointers are followed by the storage they go through, without regard to order: each
 * field (of whatever object), variable, parameter and result is one slot; assignments, arguments
 * and returns are edges between slots; functions flow along the edges. Calls through a pointer
 * add edges to what was found, until nothing new comes. Linear in slots and edges for each round,
 * and rounds are bounded by how deeply pointers to functions that take pointers to functions nest;
 * ROUNDS cuts that off. */
#include "callee.h"
#include "intern.h"
#include "known.h"
#include "passed.h"
#include "pointer_type.h"
#include "program.h"
#include "slot.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 8 };

struct function_list {
  FACTS_TABLE(uint32_t, functions);
};

static void append_new(struct function_list *list, uint32_t function) {
  for (uint32_t i = 0; i < list->functions.count; i++)
    if (list->functions.row[i] == function) return;
  uint32_t at = FACTS_APPEND(list, functions, 1);
  list->functions.row[at] = function;
}

/* `value`, as `owner` sees it, goes into the slot `to`. */
static void flow_value(struct program *p, uint32_t owner, uint32_t value, uint32_t to) {
  if (to == FACTS_NONE) return;
  const struct facts_node *n = node_of(p, value);
  if (n->kind == FACTS_FUNCTION) {
    struct function *f = &p->functions.row[n->a];
    if (!f->stored) f->storer = owner;
    f->stored = 1;
    slot_add_function(p->pointers, to, n->a);
  } else if (n->kind == FACTS_LOAD || n->kind == FACTS_ADDRESS)
    slot_add_edge(p->pointers, slot_of(p->pointers, owner, n->a), to);
}

static void flow_arguments(struct program *p, uint32_t owner, const struct facts_event *e,
                           uint32_t callee) {
  const struct function *f = &p->functions.row[owner];
  const uint32_t *values = &p->units[f->unit].facts->values.row[e->argument_begin];
  for (uint32_t i = 0; i < e->argument_count; i++)
    flow_value(p, owner, linked(p, f, values[i]),
               slot_of_function(p->pointers, FACTS_PARAM, callee, i));
  slot_add_edge(p->pointers, slot_of_function(p->pointers, FACTS_RESULT, callee, 0),
                slot_of_function(p->pointers, FACTS_TEMP, owner, e->temp));
}

static void flow_body(struct program *p, uint32_t owner) {
  const struct function *f = &p->functions.row[owner];
  for (uint32_t b = 0; b < f->facts->block_count; b++) {
    const struct facts_block *block = &blocks_of(p, f)[b];
    for (uint32_t i = 0; i < block->event_count; i++) {
      const struct facts_event *e = event_at(p, f, block->event_begin + i);
      if (e->kind == FACTS_SET)
        flow_value(p, owner, linked(p, f, e->b), slot_of(p->pointers, owner, linked(p, f, e->a)));
      if (e->kind != FACTS_CALL) continue;
      const struct facts_node *callee = node_of(p, linked(p, f, e->b));
      if (callee->kind == FACTS_FUNCTION) flow_arguments(p, owner, e, callee->a);
    }
    if (block->exit == FACTS_RETURN && block->value)
      flow_value(p, owner, linked(p, f, block->value),
                 slot_of_function(p->pointers, FACTS_RESULT, owner, 0));
  }
}

/* The functions that a value can be, as a list that stays valid until the next slot is made. */
static uint32_t functions_of(struct program *p, uint32_t owner, uint32_t value,
                             const uint32_t **list) {
  const struct facts_node *n = node_of(p, value);
  *list = NULL;
  if (n->kind == FACTS_FUNCTION) {
    *list = &n->a;
    return 1;
  }
  if (n->kind != FACTS_LOAD && n->kind != FACTS_ADDRESS) return 0;
  uint32_t slot = slot_of(p->pointers, owner, n->a);
  if (slot == FACTS_NONE) return 0;
  return slot_functions(p->pointers, slot, list);
}

static const uint32_t *keep(struct program *p, const uint32_t *list, uint32_t count) {
  if (!count) return NULL;
  uint32_t *kept = ARENA_ARRAY(&p->arena, uint32_t, count);
  memcpy(kept, list, count * sizeof *kept);
  return kept;
}

/* What the new thread gets flows into the start functions' first parameter. */
static void flow_thread(struct program *p, uint32_t owner, const struct facts_event *e,
                        const struct known *known) {
  const struct function *f = &p->functions.row[owner];
  if (known->data >= e->argument_count) return;
  const uint32_t *values = &p->units[f->unit].facts->values.row[e->argument_begin];
  const uint32_t *list;
  uint32_t count = functions_of(p, owner, linked(p, f, values[known->argument]), &list);
  const uint32_t *starts = keep(p, list, count);
  for (uint32_t i = 0; i < count; i++)
    flow_value(p, owner, linked(p, f, values[known->data]),
               slot_of_function(p->pointers, FACTS_PARAM, starts[i], 0));
}

/* Whether annotations say when and where a function that is passed there runs. */
static int is_said(const struct program *p, const struct callees *c, uint32_t argument) {
  for (uint32_t i = 0; i < c->count; i++)
    if (is_passed_on(passed_as(&p->functions.row[c->function[i]], argument))) return 1;
  return 0;
}

/* Functions among the arguments of a call: those of which it is said when they run, and, of a call
 * that leaves the program, the others. */
static void find_handed(struct program *p, uint32_t owner, const struct facts_event *e,
                        struct callees *to, int leaves) {
  const struct function *f = &p->functions.row[owner];
  struct function_list handed = {0}, said = {0};
  for (uint32_t i = 0; i < e->argument_count; i++) {
    const uint32_t *list;
    int is_one = is_said(p, to, i);
    struct function_list *into = is_one ? &said : &handed;
    uint32_t value = linked(p, f, p->units[f->unit].facts->values.row[e->argument_begin + i]);
    int may_run = is_one || (leaves && pointer_passes_function(p, f, value, to, i));
    uint32_t count = may_run ? functions_of(p, owner, value, &list) : 0;
    for (uint32_t k = 0; k < count; k++) append_new(into, list[k]);
  }
  to->handed = keep(p, handed.functions.row, handed.functions.count);
  to->handed_count = handed.functions.count;
  to->said = keep(p, said.functions.row, said.functions.count);
  to->said_count = said.functions.count;
  free(handed.functions.row);
  free(said.functions.row);
}

static int says_something(const struct program *p, const struct callees *c) {
  for (uint32_t i = 0; i < c->count; i++)
    if (p->functions.row[c->function[i]].passed) return 1;
  return 0;
}

/* Whether the call ends in code that custody does not see. */
static int leaves_program(const struct program *p, const struct callees *c) {
  if (c->unknown) return 1;
  for (uint32_t i = 0; i < c->count; i++)
    if (!is_defined(&p->functions.row[c->function[i]]) && !p->functions.row[c->function[i]].known)
      return 1;
  return 0;
}

/* The functions that the call's pointer can hold, less those that its type rules out. */
static uint32_t called_functions(struct program *p, uint32_t owner, uint32_t callee,
                                 const uint32_t **list) {
  const struct facts_node *n = node_of(p, callee);
  uint32_t count = functions_of(p, owner, callee, list), fitting = 0;
  const char *type = n->kind == FACTS_LOAD ? pointer_type(p, &p->functions.row[owner], n->a) : NULL;
  if (!count || !type || !strchr(type, '(')) return count;
  uint32_t *fits = ARENA_ARRAY(&p->arena, uint32_t, count);
  for (uint32_t i = 0; i < count; i++) {
    const struct function *f = &p->functions.row[(*list)[i]];
    if (pointer_type_fits(type, facts_text(p->units[f->unit].facts, f->facts->signature)))
      fits[fitting++] = (*list)[i];
  }
  *list = fits;
  return fitting;
}

/* Looks at one call again; says whether more was found than the last time. */
static int resolve_call(struct program *p, uint32_t owner, const struct facts_event *e,
                        struct callees *c) {
  const struct function *f = &p->functions.row[owner];
  const uint32_t *list;
  uint32_t callee = linked(p, f, e->b), before = c->count, handed = c->handed_count;
  uint32_t count = called_functions(p, owner, callee, &list);
  if (count != before) c->function = keep(p, list, count);
  c->count = count;
  c->unknown = count == 0;
  c->direct = node_of(p, callee)->kind == FACTS_FUNCTION;
  for (uint32_t i = before; i < count && !c->direct; i++)
    flow_arguments(p, owner, e, c->function[i]);
  for (uint32_t i = 0; i < count; i++) {
    const struct known *known = p->functions.row[c->function[i]].known;
    if (known && known->kind == KNOWN_THREAD_START) flow_thread(p, owner, e, known);
  }
  int leaves = leaves_program(p, c);
  if (leaves || says_something(p, c)) find_handed(p, owner, e, c, leaves);
  return c->count != before || c->handed_count != handed;
}

/* Whether looking at the call again, once more is known of pointers, can find more. */
static int may_grow(const struct program *p, const struct callees *c) {
  if (!c->direct) return 1;
  for (uint32_t i = 0; i < c->count; i++) {
    const struct known *known = p->functions.row[c->function[i]].known;
    if (known && known->kind == KNOWN_THREAD_START) return 1;
  }
  return leaves_program(p, c) || says_something(p, c);
}

static int resolve_body(struct program *p, uint32_t owner, uint8_t *is_open) {
  struct function *f = &p->functions.row[owner];
  uint32_t calls = 0;
  int more = 0;
  *is_open = 0;
  for (uint32_t b = 0; b < f->facts->block_count; b++) {
    const struct facts_block *block = &blocks_of(p, f)[b];
    for (uint32_t i = 0; i < block->event_count; i++) {
      const struct facts_event *e = event_at(p, f, block->event_begin + i);
      if (e->kind != FACTS_CALL) continue;
      struct callees *c = &f->callees[calls++];
      more |= resolve_call(p, owner, e, c);
      *is_open |= (uint8_t)may_grow(p, c);
    }
  }
  return more;
}

static void make_call_table(struct program *p, struct function *f) {
  uint32_t calls = 0;
  for (uint32_t b = 0; b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++)
      calls += event_at(p, f, blocks_of(p, f)[b].event_begin + k)->kind == FACTS_CALL;
  f->call_count = calls;
  f->callees = ARENA_ARRAY(&p->arena, struct callees, calls);
  for (uint32_t k = 0; k < calls; k++) f->callees[k].unknown = 1;
}

void program_forget_pointers(struct program *p) {
  slots_free(p->pointers);
  p->pointers = NULL;
}

uint32_t program_pointed_functions(struct program *p, uint32_t owner, uint32_t value,
                                   const uint32_t **list) {
  return functions_of(p, owner, value, list);
}

void program_each_call_of(struct program *p, const struct function *f, visit_call *visit,
                          void *data) {
  for (uint32_t b = 0, call = 0; b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
      const struct facts_event *e = event_at(p, f, blocks_of(p, f)[b].event_begin + k);
      if (e->kind == FACTS_CALL) visit(p, f, e, &f->callees[call++], data);
    }
}

void program_each_call(struct program *p, visit_call *visit, void *data) {
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (is_defined(&p->functions.row[i]))
      program_each_call_of(p, &p->functions.row[i], visit, data);
}

static void count_unresolved(struct program *p) {
  for (uint32_t i = 0; i < p->functions.count; i++)
    for (uint32_t k = 0; k < p->functions.row[i].call_count; k++)
      p->statistics.unresolved_calls += p->functions.row[i].callees[k].unknown;
}

static void mark_pointed(struct program *p, const struct callees *c) {
  for (uint32_t i = c->direct ? c->count : 0; i < c->count; i++)
    p->functions.row[c->function[i]].is_pointed = 1;
  for (uint32_t i = 0; i < c->handed_count; i++) p->functions.row[c->handed[i]].is_pointed = 1;
}

static void mark_all_pointed(struct program *p) {
  for (uint32_t i = 0; i < p->functions.count; i++)
    for (uint32_t k = 0; k < p->functions.row[i].call_count; k++)
      mark_pointed(p, &p->functions.row[i].callees[k]);
}

void program_resolve_calls(struct program *p) {
  p->pointers = slots_new(p);
  uint8_t *is_open = ARENA_ARRAY(&p->scratch, uint8_t, p->functions.count + 1);
  for (uint32_t i = 0; i < p->functions.count; i++) {
    is_open[i] = (uint8_t)is_defined(&p->functions.row[i]);
    if (!is_open[i]) continue;
    make_call_table(p, &p->functions.row[i]);
    flow_body(p, i);
  }
  slots_propagate(p->pointers);
  for (int round = 0, more = 1; more && round < ROUNDS; round++) {
    more = 0;
    for (uint32_t i = 0; i < p->functions.count; i++)
      if (is_open[i]) more |= resolve_body(p, i, &is_open[i]);
    slots_propagate(p->pointers);
  }
  arena_clear(&p->scratch);
  count_unresolved(p);
  program_match_by_type(p);
  mark_all_pointed(p);
  program_find_called_parameters(p);
}
