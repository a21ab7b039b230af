/* Finds the contexts of every function: breadth first from the roots along the calls, so that the
 * call a context first came through gives the shortest chain. */
#include "context.h"
#include "known.h"
#include "passed.h"
#include "phase.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

struct visit {
  uint32_t function, context;
};

struct search {
  struct program *p;
  struct contexts *c;
  FACTS_TABLE(struct visit, queue);
  uint32_t next;
};

static void arrive(struct search *s, uint32_t function, uint32_t context, uint32_t caller,
                   struct place place) {
  struct function *f = &s->p->functions.row[function];
  if (f->contexts >> context & 1) return;
  f->contexts |= (uint64_t)1 << context;
  struct contexts *c = s->c;
  uint32_t at = facts_append_rows((void **)&c->arrivals, &c->arrival_count, &c->arrival_capacity,
                                  sizeof *c->arrivals, 1);
  c->arrivals[at] = (struct arrival){function, context, caller, place, f->first_arrival, 0};
  f->first_arrival = at + 1;
  if (!is_defined(f)) return;
  at = FACTS_APPEND(s, queue, 1);
  s->queue.row[at] = (struct visit){function, context};
}

/* The same of a function that the caller has handed to a library; a store has no place. */
static void arrive_handed(struct search *s, uint32_t function, uint32_t context, uint32_t caller,
                          struct place place) {
  struct function *f = &s->p->functions.row[function];
  uint32_t before = s->c->arrival_count;
  arrive(s, function, context, caller, place.line ? place : f->place);
  if (s->c->arrival_count > before) s->c->arrivals[before].handed = 1;
}

static void arrive_root(struct search *s, uint32_t function, uint32_t context) {
  struct function *f = &s->p->functions.row[function];
  f->roots |= (uint64_t)1 << context;
  arrive(s, function, context, FACTS_NONE, f->place);
}

/* The roles that a call of `f` demands, or 0. */
static uint64_t demanded_roles(const struct function *f) {
  uint64_t entry = f->entry_role == FACTS_NONE ? 0 : (uint64_t)1 << f->entry_role;
  return f->runs_on | entry;
}

static void call_function(struct search *s, struct visit v, uint32_t callee, uint32_t context,
                          struct place place) {
  const struct function *f = &s->p->functions.row[callee];
  uint64_t demanded = demanded_roles(f);
  const struct context *c = &s->c->list[context];
  if (demanded && !(c->roles & demanded)) {
    if (context > CONTEXT_ANYBODY && !f->no_check)
      report_role(s->p, v.function, callee, place, context);
    return;
  }
  arrive(s, callee, context, v.function, place);
}

static void start_threads(struct search *s, const struct visit *v, const struct facts_event *e,
                          const struct known *known, struct place place);

static uint32_t role_context(struct program *p, uint32_t role, uint32_t root, int alone,
                             int assumed);

static uint32_t later(struct search *s, uint32_t context) {
  return context_after_phase(s->p, context, PHASE_STARTED);
}

/* The functions that are passed for parameters which the callee calls. */
static void follow_passed(struct search *s, struct visit v, const struct facts_event *e,
                          const struct function *called_function, uint32_t context,
                          struct place place) {
  struct program *p = s->p;
  uint64_t called = called_function->calls_parameters;
  const struct function *f = &p->functions.row[v.function];
  for (uint32_t k = 0; called && k < e->argument_count && k < 64; k++) {
    uint32_t value = linked(p, f, p->units[f->unit].facts->values.row[e->argument_begin + k]);
    const uint32_t *list;
    const struct facts_node *n = node_of(p, value);
    if (!(called >> k & 1) || is_passed_on(passed_as(called_function, k)) ||
        (n->kind == FACTS_LOAD && node_of(p, n->a)->kind == FACTS_PARAM))
      continue;
    uint32_t count = program_pointed_functions(p, v.function, value, &list);
    for (uint32_t i = 0; i < count; i++) call_function(s, v, list[i], context, place);
  }
}

/* The function begins to run on its own there, because of a call in `caller`. */
static void arrive_passed(struct search *s, uint32_t function, uint32_t context, uint32_t caller,
                          struct place place, int with_locks) {
  if (!with_locks) s->p->functions.row[function].roots |= (uint64_t)1 << context;
  arrive_handed(s, function, context, caller, place);
}

/* A signal handler interrupts a thread anywhere, and has none of its roles. */
static uint32_t signal_context(struct program *p) {
  return context_find(p, (struct context){.root = FACTS_NONE, .at = AT_SIGNAL});
}

/* The main thread ends the program, as a rule. */
static uint32_t exit_context(struct program *p) {
  uint32_t role = program_role(p, "main");
  int declared = role != FACTS_NONE && p->roles.row[role].declared;
  return context_find(p, (struct context){.roles = declared ? (uint64_t)1 << role : 0,
                                          .root = FACTS_NONE,
                                          .at = AT_EXIT});
}

/* A loop runs what it is given on the loop's own thread, whoever gave it: which one that is, the
 * function may say itself. */
static void run_on_declared(struct search *s, struct visit v, uint32_t function,
                            struct place place) {
  uint64_t demanded = demanded_roles(&s->p->functions.row[function]);
  for (uint32_t role = 0; role < s->p->roles.count; role++)
    if (demanded >> role & 1)
      arrive_passed(s, function, role_context(s->p, role, FACTS_NONE, 0, 0), v.function, place, 0);
}

/* In which contexts a function that is passed runs, by what is said of the parameter. */
static void run_passed(struct search *s, struct visit v, const struct passed *passed,
                       uint32_t function, uint32_t context, struct place place) {
  int with_locks = passed->lock_count != 0;
  for (uint32_t role = 0; role < s->p->roles.count; role++)
    if (passed->roles >> role & 1)
      arrive_passed(s, function, role_context(s->p, role, FACTS_NONE, 0, 0), v.function, place,
                    with_locks);
  if (passed->roles) return;
  if (passed->when == PASSED_THREAD)
    arrive_passed(s, function, role_context(s->p, FACTS_NONE, function, 0, 0), v.function, place,
                  with_locks);
  else if (passed->when == PASSED_SIGNAL)
    arrive_passed(s, function, signal_context(s->p), v.function, place, with_locks);
  else if (passed->when == PASSED_EXIT)
    arrive_passed(s, function, exit_context(s->p), v.function, place, with_locks);
  else if (passed->when == PASSED_LATER && demanded_roles(&s->p->functions.row[function]))
    run_on_declared(s, v, function, place);
  else if (passed->when == PASSED_ONCE)
    arrive(s, function, context_building(s->p, context), v.function, place);
  else if (passed->when == PASSED_LATER)
    arrive_passed(s, function, later(s, context), v.function, place, with_locks);
  else arrive(s, function, context, v.function, place);
}

/* Functions that are passed where annotations say what becomes of them. */
static void follow_said(struct search *s, struct visit v, const struct facts_event *e,
                        const struct function *callee, uint32_t context, struct place place) {
  struct program *p = s->p;
  const struct function *f = &p->functions.row[v.function];
  for (const struct passed *at = callee->passed; at; at = at->next) {
    const uint32_t *list;
    if (!is_passed_on(at) || at->parameter >= e->argument_count) continue;
    uint32_t row = p->units[f->unit].facts->values.row[e->argument_begin + at->parameter];
    uint32_t count = program_pointed_functions(p, v.function, linked(p, f, row), &list);
    for (uint32_t i = 0; i < count; i++) run_passed(s, v, at, list[i], context, place);
  }
}

/* Functions that are stored where a library calls through; a parameter is its callers' to pass. */
static void follow_store(struct search *s, struct visit v, const struct facts_event *e,
                         uint32_t event) {
  struct program *p = s->p;
  const struct function *f = &p->functions.row[v.function];
  struct passed passed = {.when = passed_when_stored(p, linked(p, f, e->a))};
  if (passed.when < PASSED_LATER) return;
  uint32_t value = linked(p, f, e->b), context = context_at_event(p, f, v.context, event);
  const struct facts_node *n = node_of(p, value);
  int is_parameter = n->kind == FACTS_LOAD && node_of(p, n->a)->kind == FACTS_PARAM;
  if (context == FACTS_NONE || is_parameter) return;
  const uint32_t *list;
  uint32_t count = program_pointed_functions(p, v.function, value, &list);
  for (uint32_t i = 0; i < count; i++)
    run_passed(s, v, &passed, list[i], context, program_place(p, f->unit, e->place));
}

/* One call event of a function, in one context. */
static void follow_call(struct search *s, struct visit v, const struct facts_event *e,
                        const struct callees *callees, uint32_t event) {
  struct program *p = s->p;
  const struct function *f = &p->functions.row[v.function];
  struct place place = program_place(p, f->unit, e->place);
  uint32_t context = context_at_event(p, f, v.context, event);
  if (context == FACTS_NONE) return;
  int passed = program_calls_parameter(p, f, e) && context != CONTEXT_ANYBODY;
  for (uint32_t i = 0; i < callees->count && !passed; i++) {
    const struct function *callee = &p->functions.row[callees->function[i]];
    if (callee->known && callee->known->kind == KNOWN_THREAD_START)
      start_threads(s, &v, e, callee->known, place);
    else {
      call_function(s, v, callees->function[i], context, place);
      follow_passed(s, v, e, callee, context, place);
      follow_said(s, v, e, callee, context, place);
    }
  }
  for (uint32_t i = 0; i < callees->handed_count; i++)
    call_function(s, v, callees->handed[i], later(s, v.context), place);
}

static void follow_function(struct search *s, struct visit v) {
  struct program *p = s->p;
  const struct function *f = &p->functions.row[v.function];
  uint32_t number = 0, call = 0;
  for (uint32_t b = 0; b < f->facts->block_count; b++) {
    const struct facts_block *block = &blocks_of(p, f)[b];
    for (uint32_t k = 0; k < block->event_count; k++, number++) {
      const struct facts_event *e = event_at(p, f, block->event_begin + k);
      if (e->kind == FACTS_CALL) follow_call(s, v, e, &f->callees[call++], number);
      else if (e->kind == FACTS_SET) follow_store(s, v, e, number);
    }
  }
}

static void run(struct search *s) {
  while (s->next < s->queue.count) follow_function(s, s->queue.row[s->next++]);
}

static uint32_t role_context(struct program *p, uint32_t role, uint32_t root, int alone,
                             int assumed) {
  struct context wanted = {.roles = role == FACTS_NONE ? 0 : (uint64_t)1 << role,
                           .root = role == FACTS_NONE ? root : FACTS_NONE,
                           .alone = (uint8_t)alone,
                           .assumed = (uint8_t)assumed};
  return context_find(p, wanted);
}

/* The functions that a value in the call's arguments can start: direct ones and those that
 * callee.c found to be handed over. */
static void start_threads(struct search *s, const struct visit *v, const struct facts_event *e,
                          const struct known *known, struct place place) {
  (void)place;
  struct program *p = s->p;
  const struct function *f = &p->functions.row[v->function];
  if (known->argument >= e->argument_count) return;
  uint32_t row = p->units[f->unit].facts->values.row[e->argument_begin + known->argument];
  const uint32_t *list;
  uint32_t count = program_pointed_functions(p, v->function, linked(p, f, row), &list);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t role = p->functions.row[list[i]].entry_role;
    arrive_root(s, list[i], role_context(p, role, list[i], 0, 0));
  }
}

static int starts_threads(const struct program *p) {
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (p->functions.row[i].known && p->functions.row[i].known->kind == KNOWN_THREAD_START)
      return 1;
  return 0;
}

/* The context of main(): alone until it starts threads. A whole program that starts none where we
 * can see it (a library, threads of an unknown kind) is held to its rules all the time. */
static uint32_t main_context(struct program *p, const struct function *f) {
  uint32_t role = f && f->entry_role != FACTS_NONE ? f->entry_role : program_role(p, "main");
  int alone = p->world == ENGINE_OPEN_WORLD || starts_threads(p);
  if (role != FACTS_NONE && !p->roles.row[role].declared) role = FACTS_NONE;
  return role_context(p, role, FACTS_NONE, alone, 0);
}

static int visible(const struct function *f) { return f->linkage != FACTS_INTERNAL || f->stored; }

static void arrive_roots(struct search *s) {
  struct program *p = s->p;
  uint32_t main_function = program_find_function(p, "main");
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    if (!is_defined(f)) continue;
    if (i == main_function ||
        (f->flags & (FACTS_FUNCTION_CONSTRUCTOR | FACTS_FUNCTION_INITIALISERS)))
      arrive_root(s, i, main_context(p, i == main_function ? f : NULL));
    else if (f->entry_role != FACTS_NONE)
      arrive_root(s, i, role_context(p, f->entry_role, FACTS_NONE, 0, 0));
    else if (p->world == ENGINE_OPEN_WORLD && visible(f) && !f->runs_on)
      arrive_root(s, i, CONTEXT_ANYBODY);
  }
}

static void arrive_assumed(struct search *s, uint32_t function) {
  const struct function *f = &s->p->functions.row[function];
  for (uint32_t role = 0; role < s->p->roles.count; role++)
    if (f->runs_on >> role & 1)
      arrive_root(s, function, role_context(s->p, role, FACTS_NONE, 0, 1));
}

/* In an open world a RUNS_ON function may have callers in other files. */
static void assume_declared(struct search *s) {
  for (uint32_t i = 0; i < s->p->functions.count; i++) {
    const struct function *f = &s->p->functions.row[i];
    if (!is_defined(f) || !f->runs_on) continue;
    if (!f->contexts || (s->p->world == ENGINE_OPEN_WORLD && visible(f))) arrive_assumed(s, i);
  }
}

/* A function whose address is kept where nothing in the program calls it runs, sooner or later, on
 * the threads that kept it: a watcher of an event loop. Says whether one was found. */
static int arrive_stored(struct search *s) {
  int found = 0;
  for (uint32_t i = 0; i < s->p->functions.count; i++) {
    const struct function *f = &s->p->functions.row[i];
    if (!is_defined(f) || f->contexts || !f->stored) continue;
    const struct function *storer = &s->p->functions.row[f->storer];
    for (uint32_t c = 0; c < s->c->count; c++) {
      if (!(storer->contexts >> c & 1)) continue;
      s->p->functions.row[i].roots |= (uint64_t)1 << later(s, c);
      s->p->functions.row[i].is_loose = 1;
      arrive_handed(s, i, later(s, c), f->storer, f->place);
      found = 1;
    }
  }
  return found;
}

/* A header's static function that this file does not use: the files that do have copies of it. */
static int is_unused_copy(const struct program *p, const struct function *f) {
  const struct facts_unit *u = p->units[f->unit].facts;
  return f->linkage == FACTS_INTERNAL && f->facts->place.file != u->main_file;
}

static void arrive_leftovers(struct search *s) {
  uint8_t *called = calloc(s->p->functions.count + 1, 1);
  if (!called) abort();
  for (uint32_t i = 0; i < s->p->functions.count; i++) {
    const struct function *f = &s->p->functions.row[i];
    for (uint32_t b = 0, call = 0; is_defined(f) && b < f->facts->block_count; b++)
      for (uint32_t k = 0; k < blocks_of(s->p, f)[b].event_count; k++) {
        if (event_at(s->p, f, blocks_of(s->p, f)[b].event_begin + k)->kind != FACTS_CALL) continue;
        const struct callees *c = &f->callees[call++];
        for (uint32_t t = 0; t < c->count; t++) called[c->function[t]] |= c->function[t] != i;
      }
  }
  for (int everyone = 0; everyone < 2; everyone++) {
    for (uint32_t i = 0; i < s->p->functions.count; i++) {
      const struct function *f = &s->p->functions.row[i];
      if (!is_defined(f) || f->contexts || is_unused_copy(s->p, f)) continue;
      if (everyone || !called[i]) arrive_root(s, i, CONTEXT_NOBODY);
      s->p->functions.row[i].is_loose |= !called[i];
    }
    run(s);
  }
  for (uint32_t i = 0; i < s->p->functions.count; i++)
    s->p->functions.row[i].is_loose &= !called[i];
  free(called);
}

void program_find_contexts(struct program *p) {
  struct search s = {.p = p};
  s.c = p->contexts = ARENA_ARRAY(&p->arena, struct contexts, 1);
  s.c->count = CONTEXT_ANYBODY + 1;
  program_find_phases(p);
  program_find_duties(p);
  arrive_roots(&s);
  run(&s);
  assume_declared(&s);
  run(&s);
  while (arrive_stored(&s)) run(&s);
  arrive_leftovers(&s);
  free(s.queue.row);
}
