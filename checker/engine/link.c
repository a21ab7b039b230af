/* Merges the units' tables: the same record, field, variable or function in two files becomes one
 * row. Records are one where name and layout agree; things of internal linkage stay apart by
 * their unit. */
#include "intern.h"
#include "known.h"
#include "program.h"

#include <stdlib.h>
#include <string.h>

struct place program_place(const struct program *p, uint32_t unit, struct facts_place place) {
  struct place out = {facts_file_name(p->units[unit].facts, place.file), place.line, place.column};
  return out;
}

static uint32_t *find(struct program *p, enum intern_kind kind, const char *text, uint64_t a,
                      uint64_t b, uint64_t c) {
  struct intern_key key = {kind, text, {a, b, c}};
  return interner_find(p->interner, &key);
}

uint32_t program_role(struct program *p, const char *name) {
  uint32_t *index = find(p, INTERN_ROLE, name, 0, 0, 0);
  if (*index != FACTS_NONE) return *index;
  if (p->roles.count >= MAX_ROLES) return FACTS_NONE;
  *index = p->roles.count;
  uint32_t row = FACTS_APPEND(p, roles, 1);
  p->roles.row[row].name = name;
  return row;
}

static uint32_t *map(struct program *p, uint32_t count) {
  return ARENA_ARRAY(&p->arena, uint32_t, count ? count : 1);
}

static void link_records(struct program *p, uint32_t unit) {
  const struct facts_unit *u = p->units[unit].facts;
  uint32_t *rows = p->units[unit].records = map(p, u->records.count);
  for (uint32_t i = 0; i < u->records.count; i++) {
    const struct facts_record *from = &u->records.row[i];
    const char *name = facts_text(u, from->name);
    uint32_t *index = find(p, INTERN_RECORD, name, from->layout, 0, 0);
    if (*index == FACTS_NONE) {
      *index = p->records.count;
      uint32_t row = FACTS_APPEND(p, records, 1);
      p->records.row[row] = (struct record){
          .name = name, .layout = from->layout, .place = program_place(p, unit, from->place)};
      rows[i] = row;
    } else rows[i] = *index;
  }
}

static uint32_t type_record(const struct program *p, uint32_t unit, struct facts_type type) {
  return type.record == FACTS_NONE ? FACTS_NONE : p->units[unit].records[type.record];
}

static void link_fields(struct program *p, uint32_t unit) {
  const struct facts_unit *u = p->units[unit].facts;
  uint32_t *rows = p->units[unit].fields = map(p, u->fields.count);
  for (uint32_t i = 0; i < u->fields.count; i++) {
    const struct facts_field *from = &u->fields.row[i];
    uint32_t record = p->units[unit].records[from->record];
    const char *name = facts_text(u, from->name);
    uint32_t *index = find(p, INTERN_FIELD, name, record, 0, 0);
    rows[i] = *index != FACTS_NONE ? *index : (*index = p->fields.count);
    if (rows[i] < p->fields.count) continue;
    uint32_t row = FACTS_APPEND(p, fields, 1);
    p->fields.row[row] = (struct field){.record = record,
                                        .name = name,
                                        .place = program_place(p, unit, from->place),
                                        .flags = from->type.flags,
                                        .type_text = facts_text(u, from->type.text),
                                        .type_record = type_record(p, unit, from->type)};
  }
}

static void link_globals(struct program *p, uint32_t unit) {
  const struct facts_unit *u = p->units[unit].facts;
  uint32_t *rows = p->units[unit].globals = map(p, u->globals.count);
  for (uint32_t i = 0; i < u->globals.count; i++) {
    const struct facts_global *from = &u->globals.row[i];
    uint32_t owner = from->linkage == FACTS_INTERNAL ? unit : FACTS_NONE;
    const char *name = facts_text(u, from->name);
    uint32_t *index = find(p, INTERN_GLOBAL, name, owner, 0, 0);
    rows[i] = *index != FACTS_NONE ? *index : (*index = p->globals.count);
    if (rows[i] < p->globals.count) continue;
    uint32_t row = FACTS_APPEND(p, globals, 1);
    p->globals.row[row] = (struct global){.name = name,
                                          .unit = owner,
                                          .place = program_place(p, unit, from->place),
                                          .flags = from->type.flags,
                                          .type_text = facts_text(u, from->type.text),
                                          .type_record = type_record(p, unit, from->type)};
  }
}

/* A definition replaces a declaration; of several merged definitions the first stays. */
static void link_function(struct program *p, uint32_t unit, uint32_t row,
                          const struct facts_function *from) {
  struct function *f = &p->functions.row[row];
  if (f->facts && (is_defined(f) || !(from->flags & FACTS_FUNCTION_DEFINED))) {
    f->flags |= from->flags & FACTS_FUNCTION_NORETURN;
    return;
  }
  const struct facts_unit *u = p->units[unit].facts;
  uint32_t kept = f->flags & FACTS_FUNCTION_NORETURN;
  f->facts = from;
  f->unit = unit;
  f->name = facts_text(u, from->name);
  f->display = facts_text(u, from->display);
  f->flags = from->flags | kept;
  f->linkage = from->linkage;
  f->place = program_place(p, unit, from->place);
  f->entry_role = FACTS_NONE;
}

static void link_functions(struct program *p, uint32_t unit) {
  const struct facts_unit *u = p->units[unit].facts;
  uint32_t *rows = p->units[unit].functions = map(p, u->functions.count);
  for (uint32_t i = 0; i < u->functions.count; i++) {
    const struct facts_function *from = &u->functions.row[i];
    uint32_t owner = from->linkage == FACTS_INTERNAL ? unit : FACTS_NONE;
    uint32_t *index = find(p, INTERN_FUNCTION, facts_text(u, from->name), owner, 0, 0);
    if (*index == FACTS_NONE) {
      *index = p->functions.count;
      rows[i] = FACTS_APPEND(p, functions, 1);
    } else rows[i] = *index;
    link_function(p, unit, rows[i], from);
  }
}

/* The variable of this name that some unit declares: the one that all can see, or the only one that
 * is a file's own. */
static uint32_t global_named(const struct program *p, const char *name, size_t length) {
  uint32_t found = FACTS_NONE;
  for (uint32_t i = 0; i < p->globals.count; i++) {
    const struct global *g = &p->globals.row[i];
    if (strncmp(g->name, name, length) != 0 || g->name[length]) continue;
    if (g->unit == FACTS_NONE) return i;
    if (found != FACTS_NONE) return FACTS_NONE;
    found = i;
  }
  return found;
}

/* The lock that a policy names in a unit that does not declare it, as the unit that does would have
 * put it; 0 where no unit does. */
static uint32_t link_elsewhere(struct program *p, const char *text) {
  size_t length = strcspn(text, "[");
  uint32_t global = global_named(p, text, length);
  if (global == FACTS_NONE) return 0;
  const char *type = p->globals.row[global].type_text;
  int is_array = strchr(type, '[') != NULL;
  int is_pointer = !is_array && *type && type[strlen(type) - 1] == '*';
  uint32_t path = program_node(p, FACTS_GLOBAL, global, 0, 0);
  if (is_pointer) path = program_node(p, FACTS_DEREF, path, 0, 0);
  return is_array || text[length] ? program_node(p, FACTS_INDEX, path, 0, 0) : path;
}

static uint32_t link_node(struct program *p, const struct unit_map *m, const struct facts_node *n) {
  struct facts_node to = *n;
  switch (n->kind) {
  case FACTS_GLOBAL: to.a = m->globals[n->a]; break;
  case FACTS_INSTANCE: to.a = m->records[n->a]; break;
  case FACTS_FUNCTION: to.a = m->functions[n->a]; break;
  case FACTS_CAPABILITY: {
    uint32_t variable = n->b ? link_elsewhere(p, facts_text(m->facts, n->a)) : 0;
    if (variable) return variable;
    const char *text = facts_text(m->facts, n->a);
    uint32_t *index = find(p, INTERN_STRING, text, 0, 0, 0);
    if (*index == FACTS_NONE) *index = p->node_count; /* any number of its own */
    to.a = *index;
    break;
  }
  case FACTS_FIELD:
    to.a = m->nodes[n->a];
    to.b = m->fields[n->b];
    break;
  case FACTS_INDEX:
  case FACTS_UNARY:
  case FACTS_DEREF:
  case FACTS_LOAD:
  case FACTS_ADDRESS:
    to.a = m->nodes[n->a];
    if (n->kind == FACTS_INDEX) to.b = m->nodes[n->b];
    break;
  case FACTS_BINARY:
    to.a = m->nodes[n->a];
    to.c = m->nodes[n->c];
    break;
  default: break;
  }
  return program_add_node(p, &to);
}

static void link_nodes(struct program *p, uint32_t unit) {
  struct unit_map *m = &p->units[unit];
  m->nodes = map(p, m->facts->nodes.count);
  for (uint32_t i = 0; i < m->facts->nodes.count; i++)
    m->nodes[i] = link_node(p, m, &m->facts->nodes.row[i]);
}

uint32_t program_find_function(const struct program *p, const char *name) {
  struct intern_key key = {INTERN_FUNCTION, name, {FACTS_NONE, 0, 0}};
  return *interner_find(p->interner, &key);
}

void program_link(struct program *p) {
  program_first_node(p);
  for (uint32_t unit = 0; unit < p->unit_count; unit++) {
    struct unit_map *m = &p->units[unit];
    link_records(p, unit);
    link_fields(p, unit);
    link_globals(p, unit);
    link_functions(p, unit);
    m->site_status = ARENA_ARRAY(&p->arena, uint8_t, m->facts->site_count + 1);
    m->site_doubt = ARENA_ARRAY(&p->arena, uint32_t, m->facts->site_count + 1);
    p->statistics.accesses += m->facts->site_count;
  }
  for (uint32_t unit = 0; unit < p->unit_count; unit++) link_nodes(p, unit);
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (!is_defined(&p->functions.row[i]))
      p->functions.row[i].known = known_function(p->functions.row[i].name);
}
