/* What may run in a signal handler: breadth first from the handlers and the SIGNAL_SAFE functions
 * along the calls, so that the chain to each unsafe call is a shortest one.
 *
 * A function is safe that is marked so, that known.def lists, or that is defined and calls safe ones
 * only. What goes through a pointer that can reach several functions, or of which only the type is
 * known, is left alone, as is, in one file, what another file defines. */
#include "handler.h"
#include "numbers.h"
#include "passed.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

struct search {
  struct program *p;
  FACTS_TABLE(struct signal_step, steps);
  FACTS_TABLE(struct numbers, numbers); /* of each step */
  uint32_t *seen; /* of each function: its last step, +1 */
};

/* What was reported of one function. */
struct told {
  FACTS_TABLE(uint32_t, callees);
};

/* A function is looked at again where it is called with other numbers, as one that gets neither. */
static void step(struct search *s, uint32_t function, uint32_t from, struct place place,
                 struct numbers numbers) {
  const struct function *f = &s->p->functions.row[function];
  uint32_t seen = s->seen[function];
  if (!is_defined(f) || f->no_check) return;
  if (seen) {
    struct numbers both = s->numbers.row[seen - 1];
    if (!numbers_join(&both, &numbers)) return;
    numbers = both;
  }
  uint32_t at = FACTS_APPEND(s, steps, 1);
  s->steps.row[at] = (struct signal_step){function, from, place};
  at = FACTS_APPEND(s, numbers, 1);
  s->numbers.row[at] = numbers;
  s->seen[function] = at + 1;
}

/* Where the event stands; a store has no place, but the call that installs it comes soon. */
static struct place place_at(const struct program *p, const struct function *f, uint32_t block,
                             uint32_t event) {
  const struct facts_block *b = &blocks_of(p, f)[block];
  for (uint32_t k = event; k < b->event_count; k++) {
    struct place place = program_place(p, f->unit, event_at(p, f, b->event_begin + k)->place);
    if (place.line) return place;
  }
  return f->place;
}

static void install(struct search *s, uint32_t owner, uint32_t value, uint32_t block,
                    uint32_t event) {
  const uint32_t *list;
  struct place place = place_at(s->p, &s->p->functions.row[owner], block, event);
  uint32_t count = program_pointed_functions(s->p, owner, value, &list);
  for (uint32_t i = 0; i < count; i++)
    step(s, list[i], FACTS_NONE, place.line ? place : s->p->functions.row[list[i]].place,
         (struct numbers){0});
}

/* A function that hands its own parameter on does so for its callers, which are looked at. */
static void look_at(struct search *s, uint32_t owner, const struct facts_event *e, uint32_t block,
                    uint32_t event) {
  struct program *p = s->p;
  const struct function *f = &p->functions.row[owner];
  if (e->kind == FACTS_SET && passed_when_stored(p, linked(p, f, e->a)) == PASSED_SIGNAL)
    install(s, owner, linked(p, f, e->b), block, event);
  const struct facts_node *callee = node_of(p, e->kind == FACTS_CALL ? linked(p, f, e->b) : 0);
  if (callee->kind != FACTS_FUNCTION) return;
  for (const struct passed *at = p->functions.row[callee->a].passed; at; at = at->next)
    if (at->when == PASSED_SIGNAL && at->parameter < e->argument_count) {
      uint32_t row = p->units[f->unit].facts->values.row[e->argument_begin + at->parameter];
      install(s, owner, linked(p, f, row), block, event);
    }
}

/* Handlers at the calls that name them come before those at the stores that they go through. */
static void find_handlers(struct search *s, enum facts_event_kind kind) {
  for (uint32_t i = 0; i < s->p->functions.count; i++) {
    const struct function *f = &s->p->functions.row[i];
    for (uint32_t b = 0; is_defined(f) && b < f->facts->block_count; b++)
      for (uint32_t k = 0; k < blocks_of(s->p, f)[b].event_count; k++) {
        const struct facts_event *e = event_at(s->p, f, blocks_of(s->p, f)[b].event_begin + k);
        if (e->kind == kind) look_at(s, i, e, b, k);
      }
  }
}

static int any_handlers(const struct program *p) {
  for (uint32_t i = 0; i < p->fields.count; i++)
    if (p->fields.row[i].when == PASSED_SIGNAL) return 1;
  for (uint32_t i = 0; i < p->functions.count; i++)
    for (const struct passed *at = p->functions.row[i].passed; at; at = at->next)
      if (at->when == PASSED_SIGNAL) return 1;
  return 0;
}

static int is_jump(const char *name) {
  return strcmp(name, "longjmp") == 0 || strcmp(name, "_longjmp") == 0 ||
         strcmp(name, "siglongjmp") == 0 || strcmp(name, "__builtin_longjmp") == 0;
}

/* What the compiler has for a name becomes instructions, as a rule. */
static int is_builtin(const char *name) {
  return strncmp(name, "__builtin_", 10) == 0 || strncmp(name, "__atomic_", 9) == 0 ||
         strncmp(name, "__sync_", 7) == 0 || strncmp(name, "__c11_atomic_", 13) == 0;
}

static enum signal_fault fault_of(const struct program *p, const struct function *f) {
  if (is_jump(f->name)) return SIGNAL_JUMP;
  if (f->signal_safe || is_defined(f) || is_builtin(f->name)) return SIGNAL_FINE;
  if (f->flags & FACTS_FUNCTION_SYSTEM) return SIGNAL_UNSAFE;
  return p->world == ENGINE_CLOSED_WORLD ? SIGNAL_UNSEEN : SIGNAL_FINE;
}

static int is_first(const struct told *told, uint32_t callee) {
  for (uint32_t i = 0; i < told->callees.count; i++)
    if (told->callees.row[i] == callee) return 0;
  return 1;
}

/* What a call reaches is a fault, or is the next to be looked at. */
static void follow_call(struct search *s, uint32_t from, const struct facts_event *e, uint32_t to,
                        struct told *told) {
  struct program *p = s->p;
  const struct function *f = &p->functions.row[s->steps.row[from].function];
  struct place place = program_place(p, f->unit, e->place);
  struct numbers own = s->numbers.row[from], passed = numbers_passed(p, f, &own, e);
  const struct function *callee = &p->functions.row[to];
  enum signal_fault fault = fault_of(p, callee);
  if (!fault && !callee->signal_safe) step(s, to, from, place, passed);
  if (!fault || !is_first(told, to)) return;
  uint32_t at = FACTS_APPEND(told, callees, 1);
  told->callees.row[at] = to;
  report_signal(p, s->steps.row, from, to, place, fault);
}

static void follow(struct search *s, uint32_t from) {
  struct program *p = s->p;
  const struct function *f = &p->functions.row[s->steps.row[from].function];
  struct numbers own = s->numbers.row[from];
  struct told told = {0};
  uint8_t *reached = numbers_reach(p, f, &own);
  for (uint32_t b = 0, call = 0; b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
      const struct facts_event *e = event_at(p, f, blocks_of(p, f)[b].event_begin + k);
      if (e->kind != FACTS_CALL) continue;
      const struct callees *c = &f->callees[call++];
      if (reached[b] && c->count == 1 && !c->by_type)
        follow_call(s, from, e, c->function[0], &told);
    }
  free(reached);
  free(told.callees.row);
}

void program_check_signals(struct program *p) {
  struct search s = {.p = p};
  s.seen = ARENA_ARRAY(&p->arena, uint32_t, p->functions.count + 1);
  if (any_handlers(p)) {
    find_handlers(&s, FACTS_CALL);
    find_handlers(&s, FACTS_SET);
  }
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (p->functions.row[i].signal_safe && !(p->functions.row[i].flags & FACTS_FUNCTION_SYSTEM))
      step(&s, i, FACTS_NONE, p->functions.row[i].safe_place, (struct numbers){0});
  for (uint32_t i = 0; i < s.steps.count; i++) follow(&s, i);
  free(s.steps.row);
  free(s.numbers.row);
}
