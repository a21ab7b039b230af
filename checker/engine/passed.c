/* Annotations of parameters that take functions, and what follows from them for functions that hand
 * their own parameter on. */
#include "passed.h"

#include <string.h>

const struct passed *passed_as(const struct function *f, uint32_t index) {
  for (const struct passed *at = f->passed; at; at = at->next)
    if (at->parameter == index) return at;
  return NULL;
}

static struct passed *entry_for(struct program *p, struct function *f, uint32_t index) {
  struct passed *at = (struct passed *)passed_as(f, index);
  if (at) return at;
  at = ARENA_ARRAY(&p->arena, struct passed, 1);
  at->parameter = index;
  at->next = f->passed;
  f->passed = at;
  return at;
}

uint8_t passed_when_of(const char *word) {
  if (strcmp(word, "now") == 0) return PASSED_NOW;
  if (strcmp(word, "later") == 0) return PASSED_LATER;
  if (strcmp(word, "signal") == 0) return PASSED_SIGNAL;
  if (strcmp(word, "exit") == 0) return PASSED_EXIT;
  if (strcmp(word, "once") == 0) return PASSED_ONCE;
  return strcmp(word, "thread") == 0 ? PASSED_THREAD : PASSED_UNSAID;
}

static void add_lock(struct passed *passed, uint32_t lock) {
  for (uint32_t i = 0; i < passed->lock_count; i++)
    if (passed->locks[i] == lock) return;
  if (lock && passed->lock_count < MAX_GUARDS) passed->locks[passed->lock_count++] = lock;
}

static void read_one(struct program *p, uint32_t unit, struct function *f, uint32_t index,
                     const struct facts_annotation *a) {
  const struct facts_unit *u = p->units[unit].facts;
  const char *name = facts_text(u, a->name);
  if (strcmp(name, "kept") == 0 && index < 64) f->keeps |= (uint64_t)1 << index;
  for (uint32_t i = 0; i < a->argument_count; i++) {
    const struct facts_argument *argument = &u->arguments.row[a->argument_begin + i];
    const char *text = facts_text(u, argument->text);
    if (strcmp(name, "callback_on") == 0) {
      uint32_t role = program_role(p, text);
      if (role != FACTS_NONE) entry_for(p, f, index)->roles |= (uint64_t)1 << role;
    } else if (strcmp(name, "callback_with") == 0)
      add_lock(entry_for(p, f, index), p->units[unit].nodes[argument->path]);
    else if (strcmp(name, "callback") == 0) entry_for(p, f, index)->when = passed_when_of(text);
  }
}

/* A policy may say that a library calls through a field. */
static void read_field(struct program *p, uint32_t unit, uint32_t index) {
  const struct facts_unit *u = p->units[unit].facts;
  const struct facts_annotations *list = &u->fields.row[index].annotations;
  for (uint32_t i = 0; i < list->count; i++) {
    const struct facts_annotation *a = &u->annotations.row[list->begin + i];
    if (strcmp(facts_text(u, a->name), "callback") == 0 && a->argument_count)
      p->fields.row[p->units[unit].fields[index]].when =
          passed_when_of(facts_text(u, u->arguments.row[a->argument_begin].text));
  }
}

void program_read_parameters(struct program *p, uint32_t unit) {
  const struct facts_unit *u = p->units[unit].facts;
  for (uint32_t i = 0; i < u->fields.count; i++) read_field(p, unit, i);
  for (uint32_t i = 0; i < u->functions.count; i++) {
    const struct facts_function *facts = &u->functions.row[i];
    struct function *f = &p->functions.row[p->units[unit].functions[i]];
    for (uint32_t k = 0; k < facts->parameter_count; k++) {
      const struct facts_annotations *list =
          &u->parameters.row[facts->parameter_begin + k].annotations;
      for (uint32_t n = 0; n < list->count; n++)
        read_one(p, unit, f, k, &u->annotations.row[list->begin + n]);
    }
  }
}

void program_say_passed(struct program *p, struct function *f, uint32_t index, uint8_t when) {
  struct passed *at = entry_for(p, f, index);
  if (!at->when && !at->roles) at->when = when;
}

uint8_t passed_when_stored(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  while (n->kind == FACTS_INDEX) n = node_of(p, n->a);
  return n->kind == FACTS_FIELD ? p->fields.row[n->b].when : PASSED_UNSAID;
}

/* Notes that the function hands its parameter on, if the value is one. */
static int hand_on(struct program *p, struct function *f, uint32_t value, uint8_t when) {
  const struct facts_node *n = node_of(p, value);
  if (when < PASSED_LATER || n->kind != FACTS_LOAD) return 0;
  n = node_of(p, n->a);
  if (n->kind != FACTS_PARAM || passed_as(f, n->a)) return 0;
  program_say_passed(p, f, n->a, when);
  return 1;
}

static int look_at(struct program *p, struct function *f, const struct facts_event *e) {
  if (e->kind == FACTS_SET)
    return hand_on(p, f, linked(p, f, e->b), passed_when_stored(p, linked(p, f, e->a)));
  const struct facts_node *callee =
      e->kind == FACTS_CALL ? node_of(p, linked(p, f, e->b)) : node_of(p, 0);
  int found = 0;
  if (callee->kind != FACTS_FUNCTION) return 0;
  for (const struct passed *at = p->functions.row[callee->a].passed; at; at = at->next) {
    if (at->parameter >= e->argument_count || at->roles) continue;
    uint32_t row = p->units[f->unit].facts->values.row[e->argument_begin + at->parameter];
    found |= hand_on(p, f, linked(p, f, row), at->when);
  }
  return found;
}

static int any_is_said(const struct program *p) {
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (p->functions.row[i].passed) return 1;
  for (uint32_t i = 0; i < p->fields.count; i++)
    if (p->fields.row[i].when) return 1;
  return 0;
}

void program_find_handed_on(struct program *p) {
  enum { ROUNDS = 8 }; /* how deeply functions that hand on may nest */
  int more = any_is_said(p);
  for (int round = 0; more && round < ROUNDS; round++) {
    more = 0;
    for (uint32_t i = 0; i < p->functions.count; i++) {
      struct function *f = &p->functions.row[i];
      for (uint32_t b = 0; is_defined(f) && b < f->facts->block_count; b++)
        for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++)
          more |= look_at(p, f, event_at(p, f, blocks_of(p, f)[b].event_begin + k));
    }
  }
}
