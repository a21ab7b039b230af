/* Only numbers that were passed become premises of needs: whether a pointer is null decides little,
 * and memory may be another's to change. */
#include "premise.h"

#include "body.h"
#include "call.h"
#include "out.h"
#include "value.h"

int premise_is_outer(const struct program *p, uint32_t value) {
  const struct facts_node *n = node_of(p, value);
  uint32_t base;
  switch (n->kind) {
  case FACTS_INTEGER: return 1;
  case FACTS_UNARY: return premise_is_outer(p, n->a);
  case FACTS_BINARY: return premise_is_outer(p, n->a) && premise_is_outer(p, n->c);
  case FACTS_LOAD:
    base = node_of(p, base_of(p, value))->kind;
    return base == FACTS_PARAM || base == FACTS_GLOBAL || base == FACTS_RESULT;
  default: return 0;
  }
}

int premise_is_of_memory(const struct program *p, uint32_t value) {
  return node_has_kind(p, value, FACTS_DEREF) || node_has_kind(p, value, FACTS_GLOBAL);
}

int premise_add(struct premise *list, uint8_t *count, struct premise more) {
  for (unsigned i = 0; i < *count; i++)
    if (list[i].value == more.value && list[i].after == more.after) return 1;
  if (*count == MAX_PREMISES) return 0;
  list[(*count)++] = more;
  return 1;
}

void premise_merge(struct premise *to, uint8_t *count, const struct premise *from, uint8_t more) {
  uint8_t kept = 0;
  for (unsigned i = 0; i < *count; i++)
    for (unsigned k = 0; k < more; k++) {
      if (to[i].value != from[k].value || to[i].after != from[k].after) continue;
      struct premise both = to[i];
      both.signs |= from[k].signs;
      if (both.signs != SIGN_ANY) to[kept++] = both;
      break;
    }
  *count = kept;
}

int body_premise_can_be(struct body *b, struct state *s, const struct facts_event *e,
                        const struct premise *premise) {
  if (premise->after)
    body_fill_out(b, s, body_arguments(b, s, e), e->argument_count, premise->value);
  uint32_t value = body_in_caller(b, s, e, premise->value);
  return value == FACTS_NONE || value_limit(b->p, &b->scratch, s, value, premise->signs);
}

/* A number that was passed, or what is computed of such ones. */
static int is_passed_number(const struct body *b, uint32_t value) {
  const struct facts_node *n = node_of(b->p, value);
  if (n->kind == FACTS_UNARY) return is_passed_number(b, n->a);
  if (n->kind == FACTS_BINARY) {
    int with_constant = node_of(b->p, n->c)->kind == FACTS_INTEGER;
    return is_passed_number(b, n->a) && (with_constant || is_passed_number(b, n->c));
  }
  const struct facts_node *storage = n->kind == FACTS_LOAD ? node_of(b->p, n->a) : n;
  if (n->kind != FACTS_LOAD || storage->kind != FACTS_PARAM) return 0;
  const struct facts_function *f = b->f->facts;
  return storage->a < f->parameter_count &&
         !(b->unit->parameters.row[f->parameter_begin + storage->a].type.flags &
           (FACTS_TYPE_POINTER | FACTS_TYPE_FUNCTION_POINTER));
}

void body_note_premises(struct body *b, const struct state *s, struct need *need) {
  for (unsigned i = 0; i < s->sign_count; i++)
    if (is_passed_number(b, s->signs[i].value))
      premise_add(need->premises, &need->premise_count,
                  (struct premise){s->signs[i].value, s->signs[i].signs, 0});
}

int body_raise_premises(struct body *b, struct state *s, const struct facts_event *e,
                        struct need *need) {
  uint8_t kept = 0;
  for (unsigned i = 0; i < need->premise_count; i++) {
    struct premise here = need->premises[i];
    here.value = body_in_caller(b, s, e, here.value);
    if (here.value == FACTS_NONE || !here.value) continue;
    if (!(value_signs(b->p, s, here.value) & here.signs)) return 0;
    if (is_passed_number(b, here.value)) need->premises[kept++] = here;
  }
  need->premise_count = kept;
  return 1;
}
