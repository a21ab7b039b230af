/* A function of another file, seen from one file alone: it may keep what it gets, and take or give
 * back the locks that it can reach. What it could excuse is no finding, and what it could break is
 * no proof. A library's function does none of this. */
#include "call.h"
#include "value.h"

static int is_global_lock(const struct program *p, uint32_t lock) {
  const struct facts_node *base = node_of(p, base_of(p, lock));
  return base->kind == FACTS_INSTANCE || base->kind == FACTS_CAPABILITY ||
         (base->kind == FACTS_GLOBAL && p->globals.row[base->a].unit == FACTS_NONE);
}

/* Locks that are held and reachable may have been given back. */
static void doubt(struct body *b, struct state *s, uint32_t object) {
  for (unsigned i = 0; i < s->held_count; i++) {
    struct held *h = &s->held[i];
    int reached = object ? node_mentions(b->p, h->lock, object) : is_global_lock(b->p, h->lock);
    if (reached && !(h->flags & HELD_DEBT)) h->flags |= HELD_DOUBT;
  }
  state_publish(&b->scratch, s, object | PUBLISHED_UNSEEN);
}

void body_object_unseen(struct body *b, struct state *s, uint32_t object) {
  if (object) body_publish_object(b, s, object, 0);
  doubt(b, s, object);
}

static void pass(struct body *b, struct state *s, uint32_t value) {
  uint32_t kind = node_of(b->p, value)->kind;
  body_publish_value(b, s, value, 0);
  if (kind == FACTS_LOAD || kind == FACTS_ADDRESS)
    doubt(b, s, object_of(b->p, pointee_of(b->p, value)));
}

void body_call_unseen(struct body *b, struct states *states, const struct facts_event *e,
                      const struct function *callee) {
  int library = callee && (callee->flags & FACTS_FUNCTION_SYSTEM);
  if (b->p->world == ENGINE_CLOSED_WORLD || library) return;
  for (uint32_t i = 0; i < states->count; i++) {
    struct state *s = states->list[i];
    const uint32_t *arguments = body_arguments(b, s, e);
    doubt(b, s, 0);
    for (uint32_t k = 0; k < e->argument_count; k++)
      if (arguments[k]) pass(b, s, arguments[k]);
  }
}
