/* Calls through a pointer of which no use was found, matched by type with functions whose address
 * is kept somewhere that nothing calls: what is left over on both sides, as where a pointer went
 * through memory that is copied as bytes. What such a call does is never certain. */
#include "callee.h"
#include "pointer_type.h"
#include "program.h"

#include <string.h>

struct leftovers {
  struct program *p;
  uint8_t *reached; /* by a call, or handed to code outside */
  uint32_t *list;   /* kept somewhere, and not reached */
  uint32_t count;
};

static void mark_reached(struct program *p, const struct function *f, const struct facts_event *e,
                         struct callees *c, void *data) {
  struct leftovers *l = data;
  (void)p;
  (void)f;
  (void)e;
  for (uint32_t i = 0; i < c->count; i++) l->reached[c->function[i]] = 1;
  for (uint32_t i = 0; i < c->handed_count; i++) l->reached[c->handed[i]] = 1;
  for (uint32_t i = 0; i < c->said_count; i++) l->reached[c->said[i]] = 1;
}

static int fits(const struct leftovers *l, uint32_t function, const char *type) {
  const struct function *f = &l->p->functions.row[function];
  return strcmp(facts_text(l->p->units[f->unit].facts, f->facts->signature), type) == 0;
}

static void match(struct program *p, const struct function *f, const struct facts_event *e,
                  struct callees *c, void *data) {
  struct leftovers *l = data;
  const struct facts_node *callee = node_of(p, linked(p, f, e->b));
  const char *type =
      c->unknown && callee->kind == FACTS_LOAD ? pointer_type(p, f, callee->a) : NULL;
  if (!type) return;
  uint32_t *kept = NULL, count = 0;
  for (uint32_t i = 0; i < l->count; i++) {
    if (!fits(l, l->list[i], type)) continue;
    if (!kept) kept = ARENA_ARRAY(&p->arena, uint32_t, l->count - i);
    kept[count++] = l->list[i];
  }
  if (!count) return;
  c->function = kept;
  c->count = count;
  c->unknown = 0;
  c->by_type = 1;
}

void program_match_by_type(struct program *p) {
  struct leftovers l = {.p = p};
  if (!p->statistics.unresolved_calls || p->world == ENGINE_OPEN_WORLD) return;
  l.reached = ARENA_ARRAY(&p->arena, uint8_t, p->functions.count + 1);
  l.list = ARENA_ARRAY(&p->arena, uint32_t, p->functions.count + 1);
  program_each_call(p, mark_reached, &l);
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    if (f->stored && !l.reached[i] && is_defined(f) && f->entry_role == FACTS_NONE)
      l.list[l.count++] = i;
  }
  if (l.count) program_each_call(p, match, &l);
}
