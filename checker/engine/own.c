/* Rules that stand on types: PINNED is that of every field without one of its own; SELF_LOCKED asks
 * of whoever touches a field to be one of the type's own functions: those that take a pointer to it
 * and are defined in the type's file, which is the one with most of them, or where the type is. */
#include "known.h"
#include "program.h"
#include "report.h"

#include <string.h>

static int has_lock_type(const struct field *f) { return known_lock_type(f->type_text); }

void program_spread_type_rules(struct program *p) {
  for (uint32_t i = 0; i < p->fields.count; i++) {
    struct field *f = &p->fields.row[i];
    const struct rule *rule = p->records.row[f->record].rule;
    if (!rule || f->unchecked || has_lock_type(f)) continue;
    if (rule->kind == CUSTODY_RULE_SELF_LOCKED) f->type_rule = rule;
    else if (!f->rule && !(f->flags & FACTS_TYPE_ATOMIC)) f->rule = rule;
  }
}

static int takes_pointer(const struct program *p, const struct function *f, uint32_t record) {
  const struct facts_unit *u = p->units[f->unit].facts;
  for (uint32_t i = 0; i < f->facts->parameter_count; i++) {
    const struct facts_type *type = &u->parameters.row[f->facts->parameter_begin + i].type;
    if (!(type->flags & FACTS_TYPE_POINTER)) continue;
    if (type->record != FACTS_NONE && p->units[f->unit].records[type->record] == record) return 1;
  }
  return 0;
}

/* A thread's function or a callback gets its object so. */
static int takes_untyped(const struct program *p, const struct function *f) {
  const struct facts_unit *u = p->units[f->unit].facts;
  for (uint32_t i = 0; i < f->facts->parameter_count; i++)
    if (strcmp(facts_text(u, u->parameters.row[f->facts->parameter_begin + i].type.text),
               "void *") == 0)
      return 1;
  return 0;
}

static uint32_t count_in(const struct program *p, const char *file, uint32_t record) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    count += is_defined(f) && strcmp(f->place.file, file) == 0 && takes_pointer(p, f, record);
  }
  return count;
}

static int is_home(const struct program *p, const char *file, uint32_t record) {
  if (strcmp(file, p->records.row[record].place.file) == 0) return 1;
  if (p->world == ENGINE_OPEN_WORLD) return 1; /* the others are not seen */
  uint32_t here = count_in(p, file, record);
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    if (!is_defined(f) || !takes_pointer(p, f, record) || strcmp(f->place.file, file) == 0)
      continue;
    if (strcmp(f->place.file, p->records.row[record].place.file) == 0) continue;
    if (count_in(p, f->place.file, record) > here) return 0;
  }
  return here > 0;
}

int program_is_own(const struct program *p, const struct function *f, uint32_t record) {
  return (takes_pointer(p, f, record) || takes_untyped(p, f)) && is_home(p, f->place.file, record);
}
