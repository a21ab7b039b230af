/* Objects that only this function knows, until they are stored where another thread can reach
 * them. "Perhaps" happens in an open world alone: a function of another file may keep the pointer.
 *
 * An entry of `published` is the object's path; with PERHAPS set, it may have been published. */
#include "call.h"
#include "out.h"
#include "value.h"

/* The object that a pointer value points into, or FACTS_NONE. */
static uint32_t pointed_object(struct body *b, uint32_t value) {
  uint32_t kind = node_of(b->p, value)->kind;
  if (kind != FACTS_LOAD && kind != FACTS_ADDRESS) return FACTS_NONE;
  return object_of(b->p, pointee_of(b->p, value));
}

/* 1 or 2 as summary.returns_fresh, of the call that the object came from, or 0. */
static int is_fresh_temp(const struct body *b, uint32_t object) {
  const struct facts_node *n = node_of(b->p, object);
  if (n->kind != FACTS_DEREF) return 0;
  uint32_t storage = n->a;
  n = node_of(b->p, storage);
  if (n->kind == NODE_PHI) return body_is_own_met(b, storage);
  return n->kind == FACTS_TEMP ? b->fresh[n->a] : 0;
}

static int is_parameter(const struct body *b, uint32_t object, uint32_t *parameter) {
  const struct facts_node *n = node_of(b->p, object);
  if (n->kind != FACTS_DEREF || node_of(b->p, n->a)->kind != FACTS_PARAM) return 0;
  *parameter = node_of(b->p, n->a)->a;
  return 1;
}

/* Objects that can be private to this thread at all. */
static int is_own(const struct body *b, uint32_t object) {
  uint32_t parameter;
  uint32_t kind = node_of(b->p, object)->kind;
  if (kind == FACTS_LOCAL || kind == FACTS_PARAM || is_fresh_temp(b, object)) return 1;
  return is_parameter(b, object, &parameter) && parameter < 64 && (b->f->building >> parameter & 1);
}

static int published(const struct state *s, uint32_t object) {
  if (state_is_published(s, object)) return 1;
  return state_is_published(s, object | PUBLISHED_PERHAPS) ? -1 : 0;
}

int body_is_building(struct body *b, const struct state *s, uint32_t object) {
  if (!is_own(b, object)) return 0;
  int is = published(s, object);
  if (is < 0 || (!is && is_fresh_temp(b, object) == 2)) return -1;
  return !is;
}

int body_may_build(struct body *b, const struct state *s, uint32_t object) {
  uint32_t parameter;
  return is_parameter(b, object, &parameter) && published(s, object) != 1;
}

/* What a private object's fields point to goes with it. */
static void publish_contents(struct body *b, struct state *s, uint32_t object, int surely) {
  for (unsigned i = 0; i < s->binding_count; i++) {
    uint32_t path = s->bindings[i].path;
    if (node_of(b->p, path)->kind != FACTS_FIELD && node_of(b->p, path)->kind != FACTS_INDEX)
      continue;
    if (object_of(b->p, path) != object) continue;
    uint32_t inner = pointed_object(b, s->bindings[i].value);
    if (inner != FACTS_NONE && inner != object) body_publish_object(b, s, inner, surely);
  }
}

static void note_parameter(struct body *b, uint32_t object, int surely) {
  uint32_t parameter;
  if (surely && is_parameter(b, object, &parameter) && parameter < 64)
    b->summary->publishes |= (uint64_t)1 << parameter;
}

void body_publish_object(struct body *b, struct state *s, uint32_t object, int surely) {
  uint32_t parameter;
  int is = published(s, object);
  if (is == 1 || (is < 0 && !surely)) return;
  if (!is_own(b, object) && !is_parameter(b, object, &parameter)) return;
  note_parameter(b, object, surely);
  state_publish(&b->scratch, s, surely ? object : object | PUBLISHED_PERHAPS);
  publish_contents(b, s, object, surely);
}

void body_publish_value(struct body *b, struct state *s, uint32_t value, int surely) {
  uint32_t object = pointed_object(b, value);
  if (object != FACTS_NONE) body_publish_object(b, s, object, surely);
}

static void note_kept(struct body *b, uint32_t from, uint32_t into) {
  struct summary *summary = b->summary;
  for (uint32_t i = 0; i < summary->kept_count; i++)
    if (summary->kept[i].from == from && summary->kept[i].into == into) return;
  if (from > 63 || into > 63) return;
  struct kept *grown = ARENA_ARRAY(&b->p->arena, struct kept, summary->kept_count + 1);
  for (uint32_t i = 0; i < summary->kept_count; i++) grown[i] = summary->kept[i];
  grown[summary->kept_count++] = (struct kept){(uint8_t)from, (uint8_t)into};
  summary->kept = grown;
}

/* A pointer is stored in memory that is not this thread's own. In what a parameter points to, the
 * caller knows whether that is shared. */
static void store_shared(struct body *b, struct state *s, uint32_t path, uint32_t value) {
  uint32_t from, into, object = pointed_object(b, value);
  if (object == FACTS_NONE) return;
  if (is_parameter(b, object_of(b->p, path), &into) && is_parameter(b, object, &from)) {
    if (from != into) note_kept(b, from, into);
    return;
  }
  body_publish_object(b, s, object, 1);
}

void body_store(struct body *b, struct state *s, uint32_t path, uint32_t value) {
  uint32_t object = object_of(b->p, path), kind = node_of(b->p, path)->kind;
  int variable = kind == FACTS_LOCAL || kind == FACTS_PARAM;
  if (variable || body_is_building(b, s, object) == 1) {
    if (!node_has_kind(b->p, path, FACTS_INDEX)) state_bind(&b->scratch, s, path, value);
    return;
  }
  store_shared(b, s, path, value);
  state_forget(b->p, &b->scratch, s, path, b->tag);
  if (is_out(b->p, path)) state_bind(&b->scratch, s, path, value);
}

void body_keep(struct body *b, struct state *s, uint32_t into, uint32_t value) {
  if (!value) return;
  if (body_is_building(b, s, into) == 1)
    state_bind(&b->scratch, s, program_node(b->p, FACTS_INDEX, into, value, 0), value);
  else store_shared(b, s, into, value);
}
