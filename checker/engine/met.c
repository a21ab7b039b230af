/* Pointers where ways meet: whether each of the objects that one can lead to is still this function's
 * own. Once one is not, the pointer's never is. */
#include "body.h"
#include "value.h"

/* A pointer of the block's own leads to an object that only this function knows if those do that it
 * is made of. */
static int is_null_or_own(struct body *b, struct state *s, uint32_t path, uint32_t value) {
  if (value && state_signs(b->p, s, value) == SIGN_ZERO) return 1;
  if (node_of(b->p, value)->kind != FACTS_LOAD) return 0;
  uint32_t object = pointee_of(b->p, value), base = node_of(b->p, base_of(b->p, object))->kind;
  if ((base != FACTS_TEMP && base != NODE_PHI) || body_is_building(b, s, object) != 1) return 0;
  for (unsigned i = 0; i < s->binding_count; i++) { /* what two variables hold has two names */
    uint32_t kind = node_of(b->p, s->bindings[i].path)->kind;
    if (s->bindings[i].value == value && s->bindings[i].path != path && kind != FACTS_TEMP)
      return 0;
  }
  return 1;
}

void body_note_met(struct body *b, struct state *s, uint32_t path, uint32_t met, uint32_t value) {
  uint32_t phi = node_of(b->p, met)->a, i = 0;
  if (value == met) return;
  while (i < b->met_count && b->met[i] != phi) i++;
  if (i == MAX_MET) return;
  if (i == b->met_count) {
    b->met[b->met_count++] = phi;
    b->met_is_own |= (uint64_t)1 << i;
  }
  if (!is_null_or_own(b, s, path, value)) b->met_is_own &= ~((uint64_t)1 << i);
}

int body_is_own_met(const struct body *b, uint32_t phi) {
  for (uint32_t i = 0; i < b->met_count; i++)
    if (b->met[i] == phi) return b->met_is_own >> i & 1;
  return 0;
}
