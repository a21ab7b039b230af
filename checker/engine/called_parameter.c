/* Which of its parameters a function calls, itself or through those that it passes them to: such a
 * call reaches what each caller passes there. */
#include "callee.h"
#include "program.h"

/* The parameter whose value this is, unchanged, or FACTS_NONE. */
static uint32_t parameter_of(const struct program *p, uint32_t value) {
  const struct facts_node *n = node_of(p, value);
  if (n->kind != FACTS_LOAD || node_of(p, n->a)->kind != FACTS_PARAM) return FACTS_NONE;
  return node_of(p, n->a)->a < 64 ? node_of(p, n->a)->a : FACTS_NONE;
}

int program_calls_parameter(const struct program *p, const struct function *f,
                            const struct facts_event *e) {
  return parameter_of(p, linked(p, f, e->b)) != FACTS_NONE;
}

static uint64_t parameters_called(const struct program *p, const struct function *f,
                                  const struct facts_event *e, const struct callees *c) {
  uint32_t direct = parameter_of(p, linked(p, f, e->b));
  uint64_t called = direct == FACTS_NONE ? 0 : (uint64_t)1 << direct;
  for (uint32_t i = 0; i < c->count; i++)
    for (uint32_t k = 0; k < e->argument_count && k < 64; k++) {
      uint32_t row = p->units[f->unit].facts->values.row[e->argument_begin + k];
      uint32_t parameter = parameter_of(p, linked(p, f, row));
      if (parameter != FACTS_NONE && (p->functions.row[c->function[i]].calls_parameters >> k & 1))
        called |= (uint64_t)1 << parameter;
    }
  return called;
}

/* Whether it calls through a pointer, or functions that call what they are passed. */
static int may_call_parameters(const struct program *p, const struct function *f) {
  for (uint32_t call = 0; call < f->call_count; call++) {
    const struct callees *c = &f->callees[call];
    if (!c->direct) return 1;
    for (uint32_t i = 0; i < c->count; i++)
      if (p->functions.row[c->function[i]].calls_parameters) return 1;
  }
  return 0;
}

static int find_called_parameters(struct program *p, struct function *f) {
  if (!may_call_parameters(p, f)) return 0;
  uint64_t before = f->calls_parameters;
  for (uint32_t b = 0, call = 0; b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
      const struct facts_event *e = event_at(p, f, blocks_of(p, f)[b].event_begin + k);
      if (e->kind == FACTS_CALL)
        f->calls_parameters |= parameters_called(p, f, e, &f->callees[call++]);
    }
  return f->calls_parameters != before;
}

static void find_called_in_group(struct program *p, const uint32_t *group, uint32_t count,
                                 void *data) {
  (void)data;
  for (int news = 1; news;) {
    news = 0;
    for (uint32_t i = 0; i < count; i++)
      news |= find_called_parameters(p, &p->functions.row[group[i]]);
  }
}

void program_find_called_parameters(struct program *p) {
  program_bottom_up(p, find_called_in_group, NULL);
}
