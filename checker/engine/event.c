/* What each kind of event does to a state. Calls are call.c's. */
#include "body.h"
#include "out.h"
#include "value.h"

/* An unknown value of this event's own: two unknown values are not the same. */
static uint32_t own_unknown(struct body *b) {
  return program_node(b->p, FACTS_LOAD, program_node(b->p, NODE_STALE, b->tag, 0, 0), 0, 0);
}

static void set(struct body *b, struct state *s, const struct facts_event *e) {
  uint32_t path = path_of(b->p, s, linked(b->p, b->f, e->a));
  uint32_t value = value_of(b->p, s, linked(b->p, b->f, e->b));
  if (!value && body_was_filled(b, s, path)) return;
  body_store(b, s, path, value ? value : own_unknown(b));
}

static void scope(struct body *b, struct state *s, const struct facts_event *e) {
  uint32_t path = linked(b->p, b->f, e->a);
  state_forget(b->p, &b->scratch, s, path, b->tag);
}

void body_event(struct body *b, struct states *states, const struct facts_event *e) {
  if (e->kind == FACTS_ACCESS) {
    if (b->reporting) body_access(b, states, e);
    return;
  }
  for (uint32_t i = 0; i < states->count; i++) {
    if (e->kind == FACTS_SET) set(b, states->list[i], e);
    else scope(b, states->list[i], e);
  }
}
