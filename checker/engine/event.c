/* What each kind of event does to a state. Calls are call.c's. */
#include "body.h"
#include "escape.h"
#include "give.h"
#include "out.h"
#include "value.h"

/* An unknown value of this event's own: two unknown values are not the same. */
static uint32_t own_unknown(struct body *b, struct state *s) {
  uint32_t stale = program_node(b->p, NODE_STALE, b->tag, 0, 0);
  state_forget_hands(b->p, s, stale);
  return program_node(b->p, FACTS_LOAD, stale, 0, 0);
}

static void set(struct body *b, struct state *s, const struct facts_event *e) {
  uint32_t path = path_of(b->p, s, linked(b->p, b->f, e->a));
  uint32_t value = value_of(b->p, s, linked(b->p, b->f, e->b));
  if (!value && body_was_filled(b, s, path)) return;
  if (!value) value = own_unknown(b, s);
  if (node_of(b->p, path)->kind == FACTS_INDEX) state_forget_hands(b->p, s, path);
  if (b->reporting) body_escape_store(b, s, path, value);
  body_store(b, s, path, value);
}

/* What was given away is not touched any more. */
static void touch(struct body *b, struct state *s, const struct facts_event *e) {
  if (!b->p->has_handovers) return;
  uint32_t written = linked(b->p, b->f, e->a), path = path_of(b->p, s, written);
  /* What has a rule of its own is counted as an access. */
  if ((e->bits & FACTS_ACCESS_TOUCH) && body_ruled_part(b->p, written)) return;
  unsigned counted = FACTS_ACCESS_READ | FACTS_ACCESS_WRITE | FACTS_ACCESS_ATOMIC;
  struct touch touch = {.path = path,
                        .written = written,
                        .done = e->bits & FACTS_ACCESS_WRITE ? "written" : "read",
                        .is_pinned = (uint8_t)body_is_pinned(b->p, path)};
  if (s->hand_count) body_touch(b, s, &touch);
  if ((e->bits & counted) == counted) body_count_reference(b, s, path);
}

static void scope(struct body *b, struct state *s, const struct facts_event *e) {
  uint32_t path = linked(b->p, b->f, e->a);
  state_forget(b->p, &b->scratch, s, path, b->tag);
}

void body_event(struct body *b, struct states *states, const struct facts_event *e) {
  if (e->kind == FACTS_ACCESS) {
    if (b->reporting) body_access(b, states, e);
    for (uint32_t i = 0; i < states->count; i++) touch(b, states->list[i], e);
    return;
  }
  for (uint32_t i = 0; i < states->count; i++) {
    if (e->kind == FACTS_SET) set(b, states->list[i], e);
    else scope(b, states->list[i], e);
  }
}
