/* What of a function its callers can name, and what they must know that code outside got. */
#include "body.h"
#include "value.h"

enum { MAX_UNSEEN = 16 };

int body_is_outer(const struct body *b, uint32_t path) {
  uint32_t base = node_of(b->p, base_of(b->p, path))->kind;
  if (base == FACTS_LOCAL || base == FACTS_TEMP || base == NODE_PHI || base == NODE_STALE) return 0;
  return !node_has_kind(b->p, path, NODE_STALE) && !node_has_kind(b->p, path, NODE_PHI);
}

static void add(struct body *b, uint32_t object) {
  struct summary *s = b->summary;
  for (uint32_t i = 0; i < s->unseen_count; i++)
    if (s->unseen[i] == object) return;
  if (s->unseen_count == MAX_UNSEEN) return;
  if (!s->unseen) s->unseen = ARENA_ARRAY(&b->p->arena, uint32_t, MAX_UNSEEN);
  s->unseen[s->unseen_count++] = object;
}

void body_note_unseen(struct body *b, const struct state *s) {
  for (unsigned i = 0; i < s->published_count; i++) {
    uint32_t object = s->published[i] & ~PUBLISHED_FLAGS;
    if ((s->published[i] & PUBLISHED_UNSEEN) && (!object || body_is_outer(b, object)))
      add(b, object);
  }
}
