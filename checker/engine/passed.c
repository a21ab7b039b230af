/* Annotations of parameters that take functions. */
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

static uint8_t when_of(const char *word) {
  if (strcmp(word, "now") == 0) return PASSED_NOW;
  if (strcmp(word, "later") == 0) return PASSED_LATER;
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
  for (uint32_t i = 0; i < a->argument_count; i++) {
    const struct facts_argument *argument = &u->arguments.row[a->argument_begin + i];
    const char *text = facts_text(u, argument->text);
    if (strcmp(name, "callback_on") == 0) {
      uint32_t role = program_role(p, text);
      if (role != FACTS_NONE) entry_for(p, f, index)->roles |= (uint64_t)1 << role;
    } else if (strcmp(name, "callback_with") == 0)
      add_lock(entry_for(p, f, index), p->units[unit].nodes[argument->path]);
    else if (strcmp(name, "callback") == 0) entry_for(p, f, index)->when = when_of(text);
  }
}

void program_read_parameters(struct program *p, uint32_t unit) {
  const struct facts_unit *u = p->units[unit].facts;
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
