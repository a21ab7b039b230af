/* Which threads touch what: for each rule the roles of all contexts in which some access stands, be it
 * allowed or not. Linear in the accesses. */
#include "beside.h"

#include "phase.h"
#include "value.h"

static const struct rule *rule_at(const struct program *p, uint32_t path) {
  for (;;) {
    const struct facts_node *n = node_of(p, path);
    const struct rule *rule = n->kind == FACTS_FIELD    ? p->fields.row[n->b].rule
                              : n->kind == FACTS_GLOBAL ? p->globals.row[n->a].rule
                                                        : NULL;
    if (rule || (n->kind != FACTS_FIELD && n->kind != FACTS_INDEX)) return rule;
    path = n->a;
  }
}

/* The roles of the contexts' threads. A function that nothing calls has none, and the main
 * thread is the one that asks. */
static uint64_t roles_of(const struct program *p, uint64_t contexts) {
  uint64_t roles = 0;
  for (uint32_t i = CONTEXT_ANYBODY; i < p->contexts->count; i++) {
    const struct context *c = &p->contexts->list[i];
    if (!(contexts >> i & 1)) continue;
    if (i == CONTEXT_ANYBODY) return ~(uint64_t)0;
    if (c->roles || c->root != FACTS_NONE) roles |= c->roles ? c->roles : ROLES_UNKNOWN;
  }
  return roles;
}

/* An access to a whole record touches all its fields. */
static void note_whole(struct program *p, uint32_t record, uint64_t roles) {
  if (record == FACTS_NONE) return;
  for (uint32_t i = 0; i < p->records.row[record].field_count; i++) {
    const struct rule *rule = p->fields.row[p->records.row[record].fields[i]].rule;
    if (rule && rule->touched) *rule->touched |= roles; /* a type's rule notes nothing */
  }
}

static void look_at(struct program *p, const struct function *f, const struct facts_event *e,
                    uint32_t number) {
  if (e->kind != FACTS_ACCESS) return;
  uint32_t path = linked(p, f, e->a);
  const struct rule *rule = rule_at(p, path);
  if (!rule && !(e->bits & FACTS_ACCESS_WHOLE)) return;
  uint64_t roles = roles_of(p, contexts_at(p, f, number));
  if (rule && rule->touched) *rule->touched |= roles;
  else if (!rule) note_whole(p, program_record_at(p, f, path), roles);
}

void program_find_touched(struct program *p) {
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    for (uint32_t b = 0, number = 0; is_defined(f) && b < f->facts->block_count; b++)
      for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++)
        look_at(p, f, event_at(p, f, blocks_of(p, f)[b].event_begin + k), number++);
  }
}

/* A role whose threads are not seen to start, such as a library's, may run at any time. What no
 * thread to come touches is not being set up for one: there the rule stands. */
int is_untouched_beside(const struct program *p, const struct rule *rule, const struct context *c) {
  if (!rule->touched || !(*rule->touched & p->entered & ~c->begun & ~c->roles)) return 0;
  return c->early && !(*rule->touched & (c->begun | ~p->entered) & ~c->roles);
}

/* Threads that stand still touch nothing. A role that several threads hold does not speak for the
 * others of them. */
int is_untouched_while_stopped(const struct program *p, const struct rule *rule,
                               const struct context *c) {
  uint64_t own = 0;
  if (!rule->touched || !c->stopped) return 0;
  for (uint32_t i = 0; i < p->roles.count; i++)
    if ((c->roles >> i & 1) && !p->roles.row[i].pool) own |= (uint64_t)1 << i;
  return !(*rule->touched & ~own & ~c->stopped);
}
