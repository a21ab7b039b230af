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

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 8 };

struct slot {
  uint32_t *functions;
  uint32_t function_count, function_capacity;
  uint32_t *edges;
  uint32_t edge_count, edge_capacity;
  uint8_t queued;
};

struct pointers {
  struct program *p;
  uint32_t *first; /* of each function: its own slots begin here, see slot_of_function */
  FACTS_TABLE(struct slot, slots);
  FACTS_TABLE(uint32_t, queue);
};

static uint32_t slot_named(struct pointers *w, uint64_t kind, uint64_t a, uint64_t b) {
  struct intern_key key = {INTERN_SLOT, NULL, {kind, a, b}};
  uint32_t *index = interner_find(w->p->interner, &key);
  if (*index == FACTS_NONE) {
    *index = w->slots.count;
    FACTS_APPEND(w, slots, 1);
  }
  return *index;
}

/* What a function returns, its parameters, its locals and its calls' results have slots side by
 * side; an argument that no parameter is known for has one by name. */
static uint32_t slot_of_function(struct pointers *w, uint32_t kind, uint32_t function,
                                 uint32_t index) {
  const struct facts_function *f = w->p->functions.row[function].facts;
  uint32_t at = w->first[function];
  if (kind == FACTS_RESULT) return at;
  at += 1 + index;
  if (kind == FACTS_PARAM && index < f->parameter_count) return at;
  at += f->parameter_count;
  if (kind == FACTS_LOCAL && index < f->local_count) return at;
  at += f->local_count;
  if (kind == FACTS_TEMP && index < f->temp_count) return at;
  return slot_named(w, kind, function, index);
}

static void make_slots(struct pointers *w) {
  struct program *p = w->p;
  w->first = ARENA_ARRAY(&p->arena, uint32_t, p->functions.count + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct facts_function *f = p->functions.row[i].facts;
    w->first[i] = count;
    count += 1 + f->parameter_count + f->local_count + f->temp_count;
  }
  FACTS_APPEND(w, slots, count);
}

/* The slot of a path as function `owner` sees it, or FACTS_NONE. An array is one with its
 * elements, a pointer with what it points to. */
static uint32_t slot_of(struct pointers *w, uint32_t owner, uint32_t path) {
  for (;;) {
    const struct facts_node *n = node_of(w->p, path);
    switch (n->kind) {
    case FACTS_FIELD: return slot_named(w, FACTS_FIELD, n->b, 0);
    case FACTS_GLOBAL: return slot_named(w, FACTS_GLOBAL, n->a, 0);
    case FACTS_LOCAL:
    case FACTS_PARAM:
    case FACTS_TEMP: return slot_of_function(w, n->kind, owner, n->a);
    case FACTS_INDEX:
    case FACTS_DEREF: path = n->a; break;
    default: return FACTS_NONE;
    }
  }
}

static void enqueue(struct pointers *w, uint32_t slot) {
  if (w->slots.row[slot].queued) return;
  w->slots.row[slot].queued = 1;
  uint32_t at = FACTS_APPEND(w, queue, 1);
  w->queue.row[at] = slot;
}

static int append_new(uint32_t **list, uint32_t *count, uint32_t *capacity, uint32_t item) {
  for (uint32_t i = 0; i < *count; i++)
    if ((*list)[i] == item) return 0;
  uint32_t at = facts_append_rows((void **)list, count, capacity, sizeof **list, 1);
  (*list)[at] = item;
  return 1;
}

static void add_function(struct pointers *w, uint32_t slot, uint32_t function) {
  struct slot *s = &w->slots.row[slot];
  struct intern_key key = {INTERN_MEMBER, NULL, {slot, function, 0}};
  uint32_t *member = interner_find(w->p->interner, &key);
  if (*member != FACTS_NONE) return;
  *member = s->function_count;
  uint32_t at = facts_append_rows((void **)&s->functions, &s->function_count, &s->function_capacity,
                                  sizeof *s->functions, 1);
  s->functions[at] = function;
  enqueue(w, slot);
}

static void add_edge(struct pointers *w, uint32_t from, uint32_t to) {
  if (from == to || from == FACTS_NONE || to == FACTS_NONE) return;
  struct slot *s = &w->slots.row[from];
  uint32_t at =
      facts_append_rows((void **)&s->edges, &s->edge_count, &s->edge_capacity, sizeof *s->edges, 1);
  s->edges[at] = to;
  if (s->function_count) enqueue(w, from);
}

/* `value`, as `owner` sees it, goes into the slot `to`. */
static void flow_value(struct pointers *w, uint32_t owner, uint32_t value, uint32_t to) {
  if (to == FACTS_NONE) return;
  const struct facts_node *n = node_of(w->p, value);
  if (n->kind == FACTS_FUNCTION) {
    struct function *f = &w->p->functions.row[n->a];
    if (!f->stored) f->storer = owner;
    f->stored = 1;
    add_function(w, to, n->a);
  } else if (n->kind == FACTS_LOAD || n->kind == FACTS_ADDRESS)
    add_edge(w, slot_of(w, owner, n->a), to);
}

static void propagate(struct pointers *w) {
  while (w->queue.count) {
    uint32_t at = w->queue.row[--w->queue.count];
    w->slots.row[at].queued = 0;
    for (uint32_t e = 0; e < w->slots.row[at].edge_count; e++)
      for (uint32_t f = 0; f < w->slots.row[at].function_count; f++)
        add_function(w, w->slots.row[at].edges[e], w->slots.row[at].functions[f]);
  }
}

static void flow_arguments(struct pointers *w, uint32_t owner, const struct facts_event *e,
                           uint32_t callee) {
  struct program *p = w->p;
  const struct function *f = &p->functions.row[owner];
  const uint32_t *values = &p->units[f->unit].facts->values.row[e->argument_begin];
  for (uint32_t i = 0; i < e->argument_count; i++)
    flow_value(w, owner, linked(p, f, values[i]), slot_of_function(w, FACTS_PARAM, callee, i));
  add_edge(w, slot_of_function(w, FACTS_RESULT, callee, 0),
           slot_of_function(w, FACTS_TEMP, owner, e->temp));
}

static void flow_body(struct pointers *w, uint32_t owner) {
  struct program *p = w->p;
  const struct function *f = &p->functions.row[owner];
  for (uint32_t b = 0; b < f->facts->block_count; b++) {
    const struct facts_block *block = &blocks_of(p, f)[b];
    for (uint32_t i = 0; i < block->event_count; i++) {
      const struct facts_event *e = event_at(p, f, block->event_begin + i);
      if (e->kind == FACTS_SET)
        flow_value(w, owner, linked(p, f, e->b), slot_of(w, owner, linked(p, f, e->a)));
      if (e->kind != FACTS_CALL) continue;
      const struct facts_node *callee = node_of(p, linked(p, f, e->b));
      if (callee->kind == FACTS_FUNCTION) flow_arguments(w, owner, e, callee->a);
    }
    if (block->exit == FACTS_RETURN && block->value)
      flow_value(w, owner, linked(p, f, block->value), slot_of_function(w, FACTS_RESULT, owner, 0));
  }
}

/* The functions that a value can be, as a list that stays valid until the next slot is made. */
static uint32_t functions_of(struct pointers *w, uint32_t owner, uint32_t value,
                             const uint32_t **list) {
  const struct facts_node *n = node_of(w->p, value);
  *list = NULL;
  if (n->kind == FACTS_FUNCTION) {
    *list = &n->a;
    return 1;
  }
  if (n->kind != FACTS_LOAD && n->kind != FACTS_ADDRESS) return 0;
  uint32_t slot = slot_of(w, owner, n->a);
  if (slot == FACTS_NONE) return 0;
  *list = w->slots.row[slot].functions;
  return w->slots.row[slot].function_count;
}

static const uint32_t *keep(struct program *p, const uint32_t *list, uint32_t count) {
  if (!count) return NULL;
  uint32_t *kept = ARENA_ARRAY(&p->arena, uint32_t, count);
  memcpy(kept, list, count * sizeof *kept);
  return kept;
}

/* What the new thread gets flows into the start functions' first parameter. */
static void flow_thread(struct pointers *w, uint32_t owner, const struct facts_event *e,
                        const struct known *known) {
  struct program *p = w->p;
  const struct function *f = &p->functions.row[owner];
  if (known->data >= e->argument_count) return;
  const uint32_t *values = &p->units[f->unit].facts->values.row[e->argument_begin];
  const uint32_t *list;
  uint32_t count = functions_of(w, owner, linked(p, f, values[known->argument]), &list);
  const uint32_t *starts = keep(p, list, count);
  for (uint32_t i = 0; i < count; i++)
    flow_value(w, owner, linked(p, f, values[known->data]),
               slot_of_function(w, FACTS_PARAM, starts[i], 0));
}

/* Whether annotations say when and where a function that is passed there runs. */
static int is_said(const struct program *p, const struct callees *c, uint32_t argument) {
  for (uint32_t i = 0; i < c->count; i++)
    if (is_passed_on(passed_as(&p->functions.row[c->function[i]], argument))) return 1;
  return 0;
}

/* Functions among the arguments of a call: those of which it is said when they run, and, of a call
 * that leaves the program, the others. */
static void find_handed(struct pointers *w, uint32_t owner, const struct facts_event *e,
                        struct callees *to, int leaves) {
  struct program *p = w->p;
  const struct function *f = &p->functions.row[owner];
  struct slot handed = {0}, said = {0};
  for (uint32_t i = 0; i < e->argument_count; i++) {
    const uint32_t *list;
    int is_one = is_said(p, to, i);
    struct slot *into = is_one ? &said : &handed;
    uint32_t value = linked(p, f, p->units[f->unit].facts->values.row[e->argument_begin + i]);
    int may_run = is_one || (leaves && pointer_passes_function(p, f, value, to, i));
    uint32_t count = may_run ? functions_of(w, owner, value, &list) : 0;
    for (uint32_t k = 0; k < count; k++)
      append_new(&into->functions, &into->function_count, &into->function_capacity, list[k]);
  }
  to->handed = keep(p, handed.functions, handed.function_count);
  to->handed_count = handed.function_count;
  to->said = keep(p, said.functions, said.function_count);
  to->said_count = said.function_count;
  free(handed.functions);
  free(said.functions);
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
static uint32_t called_functions(struct pointers *w, uint32_t owner, uint32_t callee,
                                 const uint32_t **list) {
  struct program *p = w->p;
  const struct facts_node *n = node_of(p, callee);
  uint32_t count = functions_of(w, owner, callee, list), fitting = 0;
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
static int resolve_call(struct pointers *w, uint32_t owner, const struct facts_event *e,
                        struct callees *c) {
  struct program *p = w->p;
  const struct function *f = &p->functions.row[owner];
  const uint32_t *list;
  uint32_t callee = linked(p, f, e->b), before = c->count, handed = c->handed_count;
  uint32_t count = called_functions(w, owner, callee, &list);
  if (count != before) c->function = keep(p, list, count);
  c->count = count;
  c->unknown = count == 0;
  for (uint32_t i = before; i < count && node_of(p, callee)->kind != FACTS_FUNCTION; i++)
    flow_arguments(w, owner, e, c->function[i]);
  for (uint32_t i = 0; i < count; i++) {
    const struct known *known = p->functions.row[c->function[i]].known;
    if (known && known->kind == KNOWN_THREAD_START) flow_thread(w, owner, e, known);
  }
  int leaves = leaves_program(p, c);
  if (leaves || says_something(p, c)) find_handed(w, owner, e, c, leaves);
  return c->count != before || c->handed_count != handed;
}

static int resolve_body(struct pointers *w, uint32_t owner) {
  struct program *p = w->p;
  struct function *f = &p->functions.row[owner];
  uint32_t calls = 0;
  int more = 0;
  for (uint32_t b = 0; b < f->facts->block_count; b++) {
    const struct facts_block *block = &blocks_of(p, f)[b];
    for (uint32_t i = 0; i < block->event_count; i++) {
      const struct facts_event *e = event_at(p, f, block->event_begin + i);
      if (e->kind == FACTS_CALL) more |= resolve_call(w, owner, e, &f->callees[calls++]);
    }
  }
  return more;
}

static void make_call_tables(struct program *p) {
  for (uint32_t i = 0; i < p->functions.count; i++) {
    struct function *f = &p->functions.row[i];
    if (!is_defined(f)) continue;
    uint32_t calls = 0;
    for (uint32_t b = 0; b < f->facts->block_count; b++)
      for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++)
        calls += event_at(p, f, blocks_of(p, f)[b].event_begin + k)->kind == FACTS_CALL;
    f->call_count = calls;
    f->callees = ARENA_ARRAY(&p->arena, struct callees, calls + 1);
    for (uint32_t k = 0; k < calls; k++) f->callees[k].unknown = 1;
  }
}

void program_forget_pointers(struct program *p) {
  struct pointers *w = p->pointers;
  if (!w) return;
  for (uint32_t i = 0; i < w->slots.count; i++) {
    free(w->slots.row[i].functions);
    free(w->slots.row[i].edges);
  }
  free(w->slots.row);
  free(w->queue.row);
  p->pointers = NULL;
}

uint32_t program_pointed_functions(struct program *p, uint32_t owner, uint32_t value,
                                   const uint32_t **list) {
  return functions_of(p->pointers, owner, value, list);
}

void program_each_call(struct program *p, visit_call *visit, void *data) {
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    if (!is_defined(f)) continue;
    for (uint32_t b = 0, call = 0; b < f->facts->block_count; b++)
      for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
        const struct facts_event *e = event_at(p, f, blocks_of(p, f)[b].event_begin + k);
        if (e->kind == FACTS_CALL) visit(p, f, e, &f->callees[call++], data);
      }
  }
}

static void count_unresolved(struct program *p, const struct function *f,
                             const struct facts_event *e, struct callees *c, void *data) {
  (void)f;
  (void)e;
  (void)data;
  p->statistics.unresolved_calls += c->unknown;
}

static void mark_pointed(struct program *p, const struct function *f, const struct facts_event *e,
                         struct callees *c, void *data) {
  (void)data;
  int direct = node_of(p, linked(p, f, e->b))->kind == FACTS_FUNCTION;
  for (uint32_t i = direct ? c->count : 0; i < c->count; i++)
    p->functions.row[c->function[i]].is_pointed = 1;
  for (uint32_t i = 0; i < c->handed_count; i++) p->functions.row[c->handed[i]].is_pointed = 1;
}

void program_resolve_calls(struct program *p) {
  struct pointers *w = p->pointers = ARENA_ARRAY(&p->arena, struct pointers, 1);
  w->p = p;
  make_call_tables(p);
  make_slots(w);
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (is_defined(&p->functions.row[i])) flow_body(w, i);
  propagate(w);
  for (int round = 0, more = 1; more && round < ROUNDS; round++) {
    more = 0;
    for (uint32_t i = 0; i < p->functions.count; i++)
      if (is_defined(&p->functions.row[i])) more |= resolve_body(w, i);
    propagate(w);
  }
  program_each_call(p, count_unresolved, NULL);
  program_match_by_type(p);
  program_each_call(p, mark_pointed, NULL);
  program_find_called_parameters(p);
}
