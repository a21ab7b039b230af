/* Reads the annotations: fields' and variables' into rules, functions' into contracts. Where two
 * files say different things of one declaration, that is an `annotation` finding. */
#include "rule.h"
#include "known.h"
#include "library.h"
#include "nesting.h"
#include "passed.h"
#include "report.h"
#include "writers.h"

#include <stdlib.h>
#include <string.h>

const char *reading_text(const struct reading *r, uint32_t string) {
  return facts_text(r->u, string);
}

const struct facts_argument *reading_argument(const struct reading *r,
                                              const struct facts_annotation *a, uint32_t index) {
  return &r->u->arguments.row[a->argument_begin + index];
}

/* "OWNED_BY(main, lock)" of the name and arguments. */
const char *reading_annotation(const struct reading *r, const struct facts_annotation *a) {
  struct arena *arena = &r->p->arena;
  const char *list = "";
  for (uint32_t i = 0; i < a->argument_count; i++)
    list = arena_format(arena, "%s%s%s", list, i ? ", " : "",
                        reading_text(r, reading_argument(r, a, i)->text));
  char *name = (char *)arena_format(arena, "%s", reading_text(r, a->name));
  for (char *c = name; *c; c++)
    if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 'a' + 'A');
  return *list ? arena_format(arena, "%s(%s)", name, list) : name;
}

static void add_guards(const struct reading *r, struct rule *rule, const struct facts_annotation *a,
                       uint32_t from) {
  for (uint32_t i = from; i < a->argument_count && rule->guard_count < MAX_GUARDS; i++) {
    uint32_t path = reading_argument(r, a, i)->path;
    if (!path) continue;
    program_refuse_unknown_lock(r->p, r->unit, a, path);
    rule->guards[rule->guard_count++] = r->p->units[r->unit].nodes[path];
  }
}

static uint32_t role_argument(const struct reading *r, const struct facts_annotation *a) {
  return a->argument_count ? program_role(r->p, reading_text(r, reading_argument(r, a, 0)->text))
                           : FACTS_NONE;
}

static enum custody_rule rule_kind(const char *name, uint32_t argument_count) {
  if (strcmp(name, "owned_by") == 0)
    return argument_count > 1 ? CUSTODY_RULE_OWNED_BY_LOCKED : CUSTODY_RULE_OWNED_BY;
  if (strcmp(name, "guarded_by") == 0) return CUSTODY_RULE_GUARDED_BY;
  if (strcmp(name, "write_guarded_by") == 0) return CUSTODY_RULE_WRITE_GUARDED_BY;
  if (strcmp(name, "written_by") == 0) return CUSTODY_RULE_WRITTEN_BY;
  if (strcmp(name, "atomic") == 0) return CUSTODY_RULE_ATOMIC;
  if (strcmp(name, "immutable") == 0) return CUSTODY_RULE_IMMUTABLE;
  if (strcmp(name, "pinned") == 0) return CUSTODY_RULE_PINNED;
  if (strcmp(name, "self_locked") == 0) return CUSTODY_RULE_SELF_LOCKED;
  return CUSTODY_RULE_NONE;
}

/* Notes that something is left out of the check, once for all files that say so. */
static void exempt(const struct reading *r, const struct facts_annotation *a, const char *subject) {
  struct place place = program_place(r->p, r->unit, a->place);
  for (uint32_t i = 0; i < r->p->exemptions.count; i++) {
    const struct exemption *e = &r->p->exemptions.row[i];
    if (e->place.line == place.line && strcmp(e->place.file, place.file) == 0 &&
        strcmp(e->subject, subject) == 0)
      return;
  }
  uint32_t at = FACTS_APPEND(r->p, exemptions, 1);
  r->p->exemptions.row[at] = (struct exemption){
      .place = {place.file, place.line, place.column},
      .subject = subject,
      .reason = a->argument_count ? reading_text(r, reading_argument(r, a, 0)->text) : ""};
}

static void read_exemptions(const struct reading *r, const struct facts_annotations *list,
                            const char *subject) {
  for (uint32_t i = 0; i < list->count; i++) {
    const struct facts_annotation *a = &r->u->annotations.row[list->begin + i];
    const char *name = reading_text(r, a->name);
    if (strcmp(name, "unchecked") == 0 || strcmp(name, "no_check") == 0) exempt(r, a, subject);
  }
}

/* The name of a rule without the PT_ of one that is about what is pointed to; else "". */
static const char *rule_name(const char *name, int of_pointee) {
  int is_of_pointee = strncmp(name, "pt_", 3) == 0;
  return is_of_pointee != of_pointee ? "" : name + (of_pointee ? 3 : 0);
}

/* The rule that one declaration's annotations make, or null. A lock that names nothing was
 * reported by the frontend; the rule is then left out rather than guessed. */
static const struct rule *read_rule(const struct reading *r, const struct facts_annotations *list,
                                    uint32_t type_flags, int of_pointee) {
  for (uint32_t i = 0; i < list->count; i++) {
    const struct facts_annotation *a = &r->u->annotations.row[list->begin + i];
    const char *name = rule_name(reading_text(r, a->name), of_pointee);
    enum custody_rule kind = rule_kind(name, a->argument_count);
    if (kind == CUSTODY_RULE_NONE) continue;
    struct rule *rule = ARENA_ARRAY(&r->p->arena, struct rule, 1);
    rule->kind = kind;
    rule->role = FACTS_NONE;
    rule->text = reading_annotation(r, a);
    rule->place = program_place(r->p, r->unit, a->place);
    rule->of_pointee = (uint8_t)of_pointee;
    if (!of_pointee) rule->touched = ARENA_ARRAY(&r->p->arena, uint64_t, 1);
    uint32_t locks = 0;
    if (kind == CUSTODY_RULE_OWNED_BY || kind == CUSTODY_RULE_OWNED_BY_LOCKED ||
        kind == CUSTODY_RULE_WRITTEN_BY)
      rule->role = role_argument(r, a), locks = 1;
    add_guards(r, rule, a, locks);
    if (rule->guard_count + locks < a->argument_count && kind != CUSTODY_RULE_WRITTEN_BY)
      return NULL;
    if (kind == CUSTODY_RULE_WRITE_GUARDED_BY) {
      rule->writers = ARENA_ARRAY(&r->p->arena, struct writers, 1);
      rule->writers->is_atomic = !of_pointee && (type_flags & FACTS_TYPE_ATOMIC);
    }
    return rule;
  }
  return NULL;
}

static uint8_t is_unchecked(const struct reading *r, const struct facts_annotations *list) {
  for (uint32_t i = 0; i < list->count; i++)
    if (strcmp(reading_text(r, r->u->annotations.row[list->begin + i].name), "unchecked") == 0)
      return 1;
  return 0;
}

static int same_rule(const struct rule *a, const struct rule *b) {
  return a->kind == b->kind && a->role == b->role && a->guard_count == b->guard_count &&
         memcmp(a->guards, b->guards, a->guard_count * sizeof a->guards[0]) == 0;
}

static int same_place(struct place a, struct place b) {
  return a.line == b.line && strcmp(a.file, b.file) == 0;
}

static int is_before(struct place a, struct place b) {
  int files = strcmp(a.file, b.file);
  return files ? files < 0 : a.line < b.line;
}

/* Told at the place that sorts first, so that the order of the files does not matter. */
static void conflict(struct program *p, const char *subject, struct place place, const char *here,
                     struct place other, const char *there) {
  if (is_before(other, place)) {
    conflict(p, subject, other, there, place, here);
    return;
  }
  const char *message =
      arena_format(&p->arena, "'%s' is %s here, but %s in another file", subject, here, there);
  const char *note = arena_format(&p->arena,
                                  "'%s' is %s here: make the two say the same, best by "
                                  "declaring it in one header",
                                  subject, there);
  report_annotation(p, place, message, subject, other, note);
}

/* Keeps the rule that comes first; `old` may be null. `seen` says whether an earlier unit spoke of
 * the declaration at all, at `old_place`. */
static const struct rule *merge_rule(struct program *p, const char *subject, const struct rule *old,
                                     const struct rule *new, int seen, struct place old_place,
                                     struct place new_place) {
  if (!seen) return new;
  if (old && new) {
    if (!same_rule(old, new)) conflict(p, subject, new->place, new->text, old->place, old->text);
    return old;
  }
  if (old && same_place(old_place, new_place))
    conflict(p, subject, new_place, "not annotated", old->place, old->text);
  if (new && same_place(old_place, new_place))
    conflict(p, subject, old_place, "not annotated", new->place, new->text);
  return old ? old : new;
}

static const char *field_subject(struct program *p, uint32_t field) {
  const struct field *f = &p->fields.row[field];
  return arena_format(&p->arena, "%s.%s", p->records.row[f->record].name, f->name);
}

static void read_field(const struct reading *r, uint32_t i, int seen) {
  struct program *p = r->p;
  uint32_t row = p->units[r->unit].fields[i], flags = r->u->fields.row[i].type.flags;
  struct field *f = &p->fields.row[row];
  const struct facts_annotations *list = &r->u->fields.row[i].annotations;
  if (!list->count && !f->rule && !f->pointee_rule) return; /* as most are */
  const struct rule *rule = read_rule(r, list, flags, 0), *behind = read_rule(r, list, flags, 1);
  struct place place = program_place(p, r->unit, r->u->fields.row[i].place);
  const char *subject = field_subject(p, row);
  read_exemptions(r, list, subject);
  f->rule = merge_rule(p, subject, f->rule, rule, seen, f->place, place);
  f->pointee_rule = merge_rule(p, subject, f->pointee_rule, behind, seen, f->place, place);
  f->unchecked |= is_unchecked(r, list);
}

static void read_fields(const struct reading *r, uint8_t *seen) {
  for (uint32_t i = 0; i < r->u->fields.count; i++) {
    uint32_t row = r->p->units[r->unit].fields[i];
    read_field(r, i, seen[row]);
    seen[row] = 1;
  }
}

static void read_globals(const struct reading *r) {
  struct program *p = r->p;
  for (uint32_t i = 0; i < r->u->globals.count; i++) {
    struct global *g = &p->globals.row[p->units[r->unit].globals[i]];
    const struct facts_annotations *list = &r->u->globals.row[i].annotations;
    uint32_t flags = r->u->globals.row[i].type.flags;
    const struct rule *rule = read_rule(r, list, flags, 0), *behind = read_rule(r, list, flags, 1);
    struct place place = program_place(p, r->unit, r->u->globals.row[i].place);
    read_exemptions(r, list, g->name);
    if (rule) g->rule = merge_rule(p, g->name, g->rule, rule, g->rule != NULL, g->place, place);
    if (behind)
      g->pointee_rule =
          merge_rule(p, g->name, g->pointee_rule, behind, g->pointee_rule != NULL, g->place, place);
  }
}

static void read_records(const struct reading *r) {
  for (uint32_t i = 0; i < r->u->records.count; i++) {
    const struct facts_annotations *list = &r->u->records.row[i].annotations;
    struct record *record = &r->p->records.row[r->p->units[r->unit].records[i]];
    if (!record->rule) record->rule = read_rule(r, list, 0, 0);
    for (uint32_t k = 0; k < list->count; k++)
      if (strcmp(reading_text(r, r->u->annotations.row[list->begin + k].name), "capability") == 0)
        record->is_lock = 1;
  }
}

/* Takes each field with a rule into its record's list. */
static void list_ruled_fields(struct program *p) {
  for (uint32_t i = 0; i < p->fields.count; i++)
    if (p->fields.row[i].rule || p->fields.row[i].type_rule)
      p->records.row[p->fields.row[i].record].field_count++;
  for (uint32_t i = 0; i < p->records.count; i++) {
    struct record *record = &p->records.row[i];
    record->fields = ARENA_ARRAY(&p->arena, uint32_t, record->field_count + 1);
    record->field_count = 0;
  }
  for (uint32_t i = 0; i < p->fields.count; i++) {
    struct record *record = &p->records.row[p->fields.row[i].record];
    if (p->fields.row[i].rule || p->fields.row[i].type_rule)
      record->fields[record->field_count++] = i;
  }
}

static uint64_t role_bits(const struct reading *r, const struct facts_annotation *a) {
  uint64_t bits = 0;
  for (uint32_t i = 0; i < a->argument_count; i++) {
    uint32_t role = program_role(r->p, reading_text(r, reading_argument(r, a, i)->text));
    if (role != FACTS_NONE) bits |= (uint64_t)1 << role;
  }
  return bits;
}

static uint64_t parameter_bit(const struct reading *r, const struct facts_annotation *a) {
  if (!a->argument_count || !reading_argument(r, a, 0)->path) return 0;
  const struct facts_node *n = &r->u->nodes.row[reading_argument(r, a, 0)->path];
  while (n->kind == FACTS_DEREF || n->kind == FACTS_LOAD) n = &r->u->nodes.row[n->a];
  return n->kind == FACTS_PARAM && n->a < 64 ? (uint64_t)1 << n->a : 0;
}

static void read_function_annotation(const struct reading *r, struct function *f,
                                     const struct facts_annotation *a) {
  const char *name = reading_text(r, a->name);
  if (read_clauses(r, f, a)) return;
  const char *first = a->argument_count ? reading_text(r, reading_argument(r, a, 0)->text) : "";
  if (library_annotation(r->p, f, name, first, program_place(r->p, r->unit, a->place))) return;
  if (strcmp(name, "runs_on") == 0) {
    f->runs_on |= role_bits(r, a);
    f->runs_on_place = program_place(r->p, r->unit, a->place);
    f->runs_on_text = reading_annotation(r, a);
  } else if (strcmp(name, "thread_entry") == 0) f->entry_role = role_argument(r, a);
  else if (strcmp(name, "return_capability") == 0 && a->argument_count)
    f->returns_lock = r->p->units[r->unit].nodes[reading_argument(r, a, 0)->path];
  else if (strcmp(name, "tests_role") == 0) f->tests |= role_bits(r, a);
  else if (strcmp(name, "stops") == 0) f->stops |= role_bits(r, a);
  else if (strcmp(name, "resumes") == 0) f->resumes |= role_bits(r, a);
  else if (strcmp(name, "init") == 0 || strcmp(name, "fini") == 0)
    f->building |= parameter_bit(r, a);
  else if (strcmp(name, "no_check") == 0) f->no_check = first;
}

/* The locks are named over the parameters, so a declaration elsewhere says the same of the body. */
static void read_pointee_rules(const struct reading *r, struct function *f,
                               const struct facts_function *facts) {
  for (uint32_t i = 0; i < facts->parameter_count; i++) {
    const struct facts_parameter *parameter = &r->u->parameters.row[facts->parameter_begin + i];
    const struct rule *rule = read_rule(r, &parameter->annotations, parameter->type.flags, 1);
    if (!rule || i >= f->facts->parameter_count) continue;
    if (!f->pointee_rules)
      f->pointee_rules = ARENA_ARRAY(&r->p->arena, const struct rule *, f->facts->parameter_count);
    if (!f->pointee_rules[i]) f->pointee_rules[i] = rule;
    r->p->has_pointee_rules = 1;
  }
}

static void read_functions(const struct reading *r) {
  for (uint32_t i = 0; i < r->u->functions.count; i++) {
    const struct facts_annotations *list = &r->u->functions.row[i].annotations;
    struct function *f = &r->p->functions.row[r->p->units[r->unit].functions[i]];
    read_exemptions(r, list, f->display);
    read_pointee_rules(r, f, &r->u->functions.row[i]);
    for (uint32_t k = 0; k < list->count; k++)
      read_function_annotation(r, f, &r->u->annotations.row[list->begin + k]);
    const struct known *said = f->known ? NULL : known_said(r->p, r->u, list);
    if (said && !is_defined(f)) f->known = said;
    else if (said) f->allocates |= said->kind == KNOWN_ALLOCATES;
  }
}

/* An order in which a lock is of a type that is not defined here is left to other files. */
static void read_lock_order(const struct reading *r, const struct facts_annotation *a) {
  uint32_t *locks = ARENA_ARRAY(&r->p->arena, uint32_t, a->argument_count);
  for (uint32_t i = 0; i < a->argument_count; i++) {
    if (!reading_argument(r, a, i)->path) return;
    locks[i] = r->p->units[r->unit].nodes[reading_argument(r, a, i)->path];
  }
  program_declare_order(r->p, locks, a->argument_count, reading_annotation(r, a),
                        program_place(r->p, r->unit, a->place));
}

static void read_file_annotations(const struct reading *r) {
  for (uint32_t i = 0; i < r->u->file_annotations.count; i++) {
    const struct facts_annotation *a = &r->u->file_annotations.row[i];
    const char *name = reading_text(r, a->name);
    if (strcmp(name, "lock_order") == 0) {
      read_lock_order(r, a);
      continue;
    }
    if (strcmp(name, "unmet") == 0) {
      if (a->argument_count)
        program_read_unmet(r->p, program_place(r->p, r->unit, a->place),
                           reading_text(r, reading_argument(r, a, 0)->text));
      continue;
    }
    uint32_t role = role_argument(r, a);
    if (role != FACTS_NONE)
      role_read(&r->p->roles.row[role], name, program_place(r->p, r->unit, a->place));
  }
}

void program_read_annotations(struct program *p) {
  uint8_t *seen = ARENA_ARRAY(&p->arena, uint8_t, p->fields.count + 1);
  for (uint32_t unit = 0; unit < p->unit_count; unit++) {
    struct reading r = {p, unit, p->units[unit].facts};
    read_file_annotations(&r);
    read_records(&r);
    read_fields(&r, seen);
    read_globals(&r);
    read_functions(&r);
    program_read_parameters(p, unit);
    program_report_defects(p, unit);
  }
  program_read_handovers(p);
  program_spread_type_rules(p);
  program_read_library(p);
  program_find_handed_on(p);
  list_ruled_fields(p);
  program_check_declared(p);
  for (uint32_t i = 0; i < p->fields.count; i++) {
    p->has_rules |= p->fields.row[i].rule || p->fields.row[i].type_rule;
    p->has_pointee_rules |= p->fields.row[i].pointee_rule != NULL;
  }
  for (uint32_t i = 0; i < p->globals.count; i++) {
    p->has_rules |= p->globals.row[i].rule != NULL;
    p->has_pointee_rules |= p->globals.row[i].pointee_rule != NULL;
  }
  p->has_rules |= p->has_handovers | p->has_pointee_rules;
  for (uint32_t i = 0; i < p->functions.count; i++)
    p->has_rules |= p->functions.row[i].clause_count != 0;
}
