/* Who writes what WRITE_GUARDED_BY protects: reading it free is right where the field is atomic, or
 * where only the reader's own role writes it. */
#include "writers.h"
#include "context.h"
#include "value.h"

/* What the pointer with a rule for what it points to is, on the way to a path; or null. */
static const struct rule *pointee_rule_at(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, object_of(p, path));
  if (!p->has_pointee_rules || n->kind != FACTS_DEREF) return NULL;
  do n = node_of(p, n->a);
  while (n->kind == FACTS_INDEX);
  if (n->kind == FACTS_FIELD) return p->fields.row[n->b].pointee_rule;
  return n->kind == FACTS_GLOBAL ? p->globals.row[n->a].pointee_rule : NULL;
}

static const struct rule *rule_at(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  while (n->kind == FACTS_INDEX) n = node_of(p, n->a);
  if (n->kind == FACTS_FIELD) return p->fields.row[n->b].rule;
  return n->kind == FACTS_GLOBAL ? p->globals.row[n->a].rule : NULL;
}

/* The role of a thread that no other thread has, as a bit, or 0. */
static uint64_t single_role(const struct program *p, const struct context *c) {
  uint64_t single = 0;
  for (uint32_t role = 0; role < p->roles.count; role++)
    if ((c->roles >> role & 1) && !p->roles.row[role].pool) single |= (uint64_t)1 << role;
  return single;
}

static void note_write(struct program *p, struct writers *w, uint64_t contexts) {
  for (uint32_t i = 0; i < p->contexts->count; i++) {
    const struct context *c = &p->contexts->list[i];
    if (!(contexts >> i & 1) || c->alone) continue;
    uint64_t single = i > CONTEXT_ANYBODY ? single_role(p, c) : 0;
    w->roles = w->is_written ? w->roles & single : single;
    w->is_written = 1;
  }
}

static void look_at(struct program *p, const struct function *f, const struct facts_event *e,
                    uint32_t number) {
  if (e->kind != FACTS_ACCESS || !(e->bits & FACTS_ACCESS_WRITE)) return;
  const struct rule *rules[] = {rule_at(p, linked(p, f, e->a)),
                                pointee_rule_at(p, linked(p, f, e->a))};
  for (int i = 0; i < 2; i++)
    if (rules[i] && rules[i]->writers) note_write(p, rules[i]->writers, contexts_at(p, f, number));
}

void program_find_writers(struct program *p) {
  int any = p->has_pointee_rules;
  for (uint32_t i = 0; i < p->fields.count; i++)
    any |= p->fields.row[i].rule && p->fields.row[i].rule->writers;
  for (uint32_t i = 0; i < p->globals.count; i++)
    any |= p->globals.row[i].rule && p->globals.row[i].rule->writers;
  for (uint32_t i = 0; any && i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    if (!is_defined(f)) continue;
    for (uint32_t b = 0, number = 0; b < f->facts->block_count; b++)
      for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++)
        look_at(p, f, event_at(p, f, blocks_of(p, f)[b].event_begin + k), number++);
  }
}

int reads_are_safe(const struct program *p, const struct rule *rule, uint32_t context, int proof) {
  const struct writers *w = rule->writers;
  if (!w || w->is_atomic) return 1;
  if (p->world == ENGINE_OPEN_WORLD) return !proof;
  return !w->is_written || (w->roles & p->contexts->list[context].roles);
}
