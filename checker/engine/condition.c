/* Conditions: what a test says of the values in it.
 *
 * A value is known by its sign: negative, zero, positive, or an exact number. That is enough for
 * return codes, null pointers and flags, and every test against a constant can be read so. */
#include "value.h"

/* Whether some number of the sign satisfies `x operator c`. */
static int sign_can(uint8_t sign, uint32_t operator, int64_t c) {
  int64_t low = sign == SIGN_NEGATIVE ? INT64_MIN : sign == SIGN_ZERO ? 0 : 1;
  int64_t high = sign == SIGN_NEGATIVE ? -1 : sign == SIGN_ZERO ? 0 : INT64_MAX;
  switch (operator) {
  case FACTS_EQUAL: return low <= c && c <= high;
  case FACTS_UNEQUAL: return low != high || low != c;
  case FACTS_LESS: return low < c;
  case FACTS_LESS_EQUAL: return low <= c;
  case FACTS_GREATER: return high > c;
  case FACTS_GREATER_EQUAL: return high >= c;
  default: return 1;
  }
}

static uint32_t opposite(uint32_t operator) {
  switch (operator) {
  case FACTS_EQUAL: return FACTS_UNEQUAL;
  case FACTS_UNEQUAL: return FACTS_EQUAL;
  case FACTS_LESS: return FACTS_GREATER_EQUAL;
  case FACTS_LESS_EQUAL: return FACTS_GREATER;
  case FACTS_GREATER: return FACTS_LESS_EQUAL;
  default: return FACTS_LESS;
  }
}

static uint32_t mirrored(uint32_t operator) {
  switch (operator) {
  case FACTS_LESS: return FACTS_GREATER;
  case FACTS_LESS_EQUAL: return FACTS_GREATER_EQUAL;
  case FACTS_GREATER: return FACTS_LESS;
  case FACTS_GREATER_EQUAL: return FACTS_LESS_EQUAL;
  default: return operator;
  }
}

static uint8_t signs_that_can(uint32_t operator, int64_t c) {
  uint8_t signs = 0;
  for (unsigned sign = SIGN_NEGATIVE; sign <= SIGN_POSITIVE; sign <<= 1)
    if (sign_can((uint8_t)sign, operator, c)) signs |= (uint8_t)sign;
  return signs;
}

/* A test of `value` against a constant. */
struct test {
  uint32_t value, operator;
  int64_t constant;
};

static int is_comparison(uint32_t operator) {
  return operator>= FACTS_EQUAL && operator<= FACTS_GREATER_EQUAL;
}

/* `a <= c` is said as "not a > c", and `a < c` of two variables as `c > a`, so that a test and its
 * opposite speak of one value, whichever way round they are written. */
static int is_denied(uint32_t operator) {
  return operator== FACTS_UNEQUAL || operator== FACTS_LESS_EQUAL || operator== FACTS_GREATER_EQUAL;
}

static uint32_t comparison(struct program *p, uint32_t a, uint32_t operator, uint32_t c) {
  int variables = node_of(p, a)->kind != FACTS_INTEGER && node_of(p, c)->kind != FACTS_INTEGER;
  uint32_t said = is_denied(operator) ? opposite(operator) : operator;
  if (variables && (said == FACTS_LESS || (said == FACTS_EQUAL && a > c)))
    return program_node(p, FACTS_BINARY, c, mirrored(said), a);
  return program_node(p, FACTS_BINARY, a, said, c);
}

static struct test read_test(struct program *p, uint32_t value) {
  const struct facts_node *n = node_of(p, value);
  if (n->kind == FACTS_UNARY && n->b == FACTS_NOT) {
    struct test inner = read_test(p, n->a);
    inner.operator= opposite(inner.operator);
    return inner;
  }
  if (n->kind == FACTS_BINARY && is_comparison(n->b)) {
    const struct facts_node *a = node_of(p, n->a), *c = node_of(p, n->c);
    if (c->kind == FACTS_INTEGER) {
      struct test inner = read_test(p, n->a); /* `(x == 0) != 0` is `x == 0` */
      if (inner.value != n->a && c->number == 0) {
        if (n->b == FACTS_EQUAL) inner.operator= opposite(inner.operator);
        if (n->b == FACTS_EQUAL || n->b == FACTS_UNEQUAL) return inner;
      }
      return (struct test){n->a, n->b, c->number};
    }
    if (a->kind == FACTS_INTEGER) return (struct test){n->c, mirrored(n->b), a->number};
    uint32_t operator= n->b;
    return (struct test){comparison(p, n->a, operator, n->c),
                         is_denied(operator) ? FACTS_EQUAL : FACTS_UNEQUAL, 0};
  }
  return (struct test){value, FACTS_UNEQUAL, 0};
}

/* Whether signs cannot say all that the test says: x > 3. */
static int is_finer_than_signs(const struct test *t) {
  return (signs_that_can(t->operator, t->constant) &
          signs_that_can(opposite(t->operator), t->constant)) != 0;
}

/* The test itself as a value, which is zero or not. */
static uint32_t test_node(struct program *p, const struct test *t) {
  return comparison(p, t->value, t->operator, program_integer(p, t->constant));
}

/* What an earlier test of the same said: 1, 0 or -1. */
static int remembered(struct program *p, struct state *state, const struct test *t) {
  if (!t->value || !is_finer_than_signs(t)) return -1;
  uint32_t node = test_node(p, t);
  struct known_sign *known = node ? state_sign(state, node) : NULL;
  if (!known || ((known->signs & SIGN_ZERO) && known->signs != SIGN_ZERO)) return -1;
  return (known->signs == SIGN_ZERO) == is_denied(t->operator);
}

static void remember(struct program *p, struct arena *arena, struct state *state,
                     const struct test *t) {
  uint32_t node = is_finer_than_signs(t) ? test_node(p, t) : 0;
  if (node) state_narrow(arena, state, node, is_denied(t->operator) ? SIGN_ZERO : SIGN_POSITIVE);
}

int value_truth(struct program *p, struct state *state, uint32_t value) {
  struct test t = read_test(p, value);
  struct known_sign *known = state_sign(state, t.value);
  uint8_t signs = state_signs(p, state, t.value);
  int exact = node_of(p, t.value)->kind == FACTS_INTEGER;
  int64_t number = exact ? node_of(p, t.value)->number : 0;
  if (known && known->exact) {
    exact = 1;
    number = known->number;
  }
  if (exact) {
    uint32_t folded = value_of(p, NULL,
                               program_node(p, FACTS_BINARY, program_integer(p, number), t.operator,
                                            program_integer(p, t.constant)));
    return node_of(p, folded)->number != 0;
  }
  int can = (signs & signs_that_can(t.operator, t.constant)) != 0;
  int can_not = (signs & signs_that_can(opposite(t.operator), t.constant)) != 0;
  return can == can_not ? remembered(p, state, &t) : can;
}

int value_assume(struct program *p, struct arena *arena, struct state *state, uint32_t value,
                 int truth) {
  if (!value) return 1;
  int already = value_truth(p, state, value);
  if (already >= 0) return already == (truth != 0);
  struct test t = read_test(p, value);
  if (!truth) t.operator= opposite(t.operator);
  if (!t.value) return 1;
  if (!state_narrow(arena, state, t.value, signs_that_can(t.operator, t.constant))) return 0;
  remember(p, arena, state, &t);
  if (t.operator== FACTS_EQUAL) {
    struct known_sign *known = state_sign(state, t.value);
    if (known) {
      known->exact = 1;
      known->number = t.constant;
    }
  }
  return 1;
}

static int is_test(const struct program *p, uint32_t value) {
  const struct facts_node *n = node_of(p, value);
  return n->kind == FACTS_BINARY ? is_comparison(n->b)
                                 : n->kind == FACTS_UNARY && n->b == FACTS_NOT;
}

uint8_t value_signs(struct program *p, struct state *state, uint32_t value) {
  if (!is_test(p, value)) return state_signs(p, state, value);
  int truth = value_truth(p, state, value);
  return truth < 0 ? SIGN_ZERO | SIGN_POSITIVE : truth ? SIGN_POSITIVE : SIGN_ZERO;
}

int value_limit(struct program *p, struct arena *arena, struct state *state, uint32_t value,
                uint8_t signs) {
  uint8_t can = value_signs(p, state, value) & signs;
  if (!can || !value || node_of(p, value)->kind == FACTS_INTEGER) return can != 0;
  if (!is_test(p, value)) return state_narrow(arena, state, value, signs);
  if (can == (SIGN_ZERO | SIGN_POSITIVE)) return 1;
  return value_assume(p, arena, state, value, can == SIGN_POSITIVE);
}
