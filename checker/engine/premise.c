/* Numbers and pointers that were passed, and what is in storage that was passed, become premises of
 * needs; other memory may be another thread's to change. */
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

int premise_is_setting(const struct program *p, uint32_t value) {
  const struct facts_node *n = node_of(p, value);
  if (n->kind == FACTS_BINARY && n->b == FACTS_AND && node_of(p, n->c)->kind == FACTS_INTEGER)
    n = node_of(p, n->a);
  if (n->kind != FACTS_LOAD) return 0;
  uint32_t part = body_ruled_part(p, n->a);
  return !part || !body_rule_of(p, part)->guard_count;
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

static uint32_t type_flags(const struct body *b, uint32_t parameter) {
  const struct facts_function *f = b->f->facts;
  return parameter < f->parameter_count
             ? b->unit->parameters.row[f->parameter_begin + parameter].type.flags
             : FACTS_TYPE_POINTER;
}

/* What was passed: 2 a number, or what is computed of such ones; 1 a pointer, or what is in storage
 * that was passed; 0 something else. */
static int is_passed(const struct body *b, uint32_t value) {
  const struct facts_node *n = node_of(b->p, value);
  if (n->kind == FACTS_UNARY) return is_passed(b, n->a);
  if (n->kind == FACTS_BINARY) {
    int left = is_passed(b, n->a);
    int right = node_of(b->p, n->c)->kind == FACTS_INTEGER ? 2 : is_passed(b, n->c);
    return left < right ? left : right;
  }
  if (n->kind != FACTS_LOAD) return 0;
  const struct facts_node *storage = node_of(b->p, n->a);
  if (storage->kind == FACTS_DEREF) return node_of(b->p, storage->a)->kind == FACTS_PARAM;
  if (storage->kind != FACTS_PARAM) return 0;
  int is_pointer =
      (type_flags(b, storage->a) & (FACTS_TYPE_POINTER | FACTS_TYPE_FUNCTION_POINTER)) != 0;
  return is_pointer ? 1 : 2;
}

void body_note_premises(struct body *b, const struct state *s, struct need *need) {
  for (int wanted = 2; wanted > 0; wanted--)
    for (unsigned i = 0; i < s->sign_count; i++)
      if (is_passed(b, s->signs[i].value) == wanted)
        premise_add(need->premises, &need->premise_count,
                    (struct premise){s->signs[i].value, s->signs[i].signs, 0, wanted == 2});
}

int body_raise_premises(struct body *b, struct state *s, const struct facts_event *e,
                        struct need *need) {
  uint8_t kept = 0;
  for (unsigned i = 0; i < need->premise_count; i++) {
    struct premise here = need->premises[i];
    here.value = body_in_caller(b, s, e, here.value);
    if (here.value == FACTS_NONE || !here.value) continue;
    if (!(value_signs(b->p, s, here.value) & here.signs)) return 0;
    int passed = is_passed(b, here.value);
    here.decides = passed == 2;
    if (passed) need->premises[kept++] = here;
  }
  need->premise_count = kept;
  return 1;
}

int premise_decides(const struct need *need) {
  for (unsigned i = 0; i < need->premise_count; i++)
    if (need->premises[i].decides) return 1;
  return 0;
}
