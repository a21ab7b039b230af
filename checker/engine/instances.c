/* Two locks of one kind: whether their order is known, and whether both orders are certain to be
 * possible. In doubt neither: a parent before its child, elements of a list or of an array in a
 * loop, an order that a caller keeps, are right. */
#include "body.h"
#include "nesting.h"
#include "value.h"

/* What tells a lock from others of its kind: the index of the array that it is in, or the storage
 * of the pointer that it is reached by; 0 where there is no such. */
static uint32_t key_of(const struct program *p, uint32_t lock) {
  const struct facts_node *n = node_of(p, lock);
  while (n->kind == FACTS_FIELD) n = node_of(p, n->a);
  if (n->kind == FACTS_INDEX) return n->b;
  if (n->kind != FACTS_DEREF) return 0;
  uint32_t pointer = n->a;
  n = node_of(p, pointer);
  return n->kind == FACTS_INDEX ? n->b : pointer;
}

/* The array that the lock, or the pointer to it, is in; 0 where it is in none. */
static uint32_t array_of(const struct program *p, uint32_t lock) {
  const struct facts_node *n = node_of(p, lock);
  while (n->kind == FACTS_FIELD) n = node_of(p, n->a);
  if (n->kind == FACTS_DEREF) n = node_of(p, n->a);
  return n->kind == FACTS_INDEX ? n->a : 0;
}

static int is_less_or_more(uint32_t operator) {
  return operator>= FACTS_LESS && operator<= FACTS_GREATER_EQUAL;
}

int body_is_ordered(struct body *b, const struct state *s, uint32_t first, uint32_t second) {
  uint32_t one = key_of(b->p, first), other = key_of(b->p, second);
  if (!one || !other) return 0;
  for (unsigned i = 0; i < s->sign_count; i++) {
    const struct facts_node *n = node_of(b->p, s->signs[i].value);
    if (n->kind != FACTS_BINARY || !is_less_or_more(n->b)) continue;
    if ((node_mentions(b->p, n->a, one) && node_mentions(b->p, n->c, other)) ||
        (node_mentions(b->p, n->a, other) && node_mentions(b->p, n->c, one)))
      return 1;
  }
  return 0;
}

/* The variable or result that a key is computed from. */
static uint32_t source_of(const struct program *p, uint32_t key) {
  for (;;) {
    const struct facts_node *n = node_of(p, key);
    if (n->kind != FACTS_LOAD && n->kind != FACTS_UNARY && n->kind != FACTS_BINARY) return key;
    key = n->a;
  }
}

static const struct facts_event *call_of(const struct body *b, uint32_t temp) {
  for (uint32_t i = 0; i < b->f->facts->block_count; i++) {
    const struct facts_block *block = &blocks_of(b->p, b->f)[i];
    for (uint32_t k = 0; k < block->event_count; k++) {
      const struct facts_event *e = event_at(b->p, b->f, block->event_begin + k);
      if (e->kind == FACTS_CALL && e->temp == temp) return e;
    }
  }
  return NULL;
}

static int is_passed(struct body *b, const struct state *s, const struct facts_event *e,
                     uint32_t part) {
  for (uint32_t i = 0; i < e->argument_count; i++) {
    uint32_t value =
        value_of(b->p, s, linked(b->p, b->f, b->unit->values.row[e->argument_begin + i]));
    if (node_mentions(b->p, value, part)) return 1;
  }
  return 0;
}

/* Two results of one function, neither made from the other. */
static int are_two_results(struct body *b, const struct state *s, uint32_t one, uint32_t other) {
  const struct facts_event *x = call_of(b, node_of(b->p, one)->a);
  const struct facts_event *y = call_of(b, node_of(b->p, other)->a);
  if (!x || !y || x->b != y->b || node_of(b->p, linked(b->p, b->f, x->b))->kind != FACTS_FUNCTION)
    return 0;
  return !is_passed(b, s, x, other) && !is_passed(b, s, y, one);
}

/* `i` and `(i + 1) % n`: each is before the other for some i. */
static int is_next_in_ring(const struct program *p, uint32_t key, uint32_t next) {
  const struct facts_node *n = node_of(p, next);
  if (n->kind != FACTS_BINARY || n->b != FACTS_REMAINDER) return 0;
  n = node_of(p, n->a);
  return n->kind == FACTS_BINARY && n->b == FACTS_ADD && (n->a == key || n->c == key);
}

int body_either_order(struct body *b, struct state *s, uint32_t first, uint32_t second) {
  const struct program *p = b->p;
  uint32_t one = key_of(p, first), other = key_of(p, second);
  if (!one || !other || one == other || array_of(p, first) != array_of(p, second)) return 0;
  if (is_next_in_ring(p, one, other) || is_next_in_ring(p, other, one))
    return array_of(p, first) != 0;
  uint32_t x = source_of(p, one), y = source_of(p, other);
  if (x == y || node_mentions(p, one, y) || node_mentions(p, other, x)) return 0;
  uint32_t kind = node_of(p, x)->kind;
  if (kind != node_of(p, y)->kind) return 0;
  if (kind == FACTS_TEMP) return are_two_results(b, s, x, y);
  return kind == FACTS_PARAM && (b->f->roots >> CONTEXT_NOBODY & 1);
}
