/* Holds every index of a unit that was read against the table it points into, so that the engine
 * never has to. Linear in the unit. */
#include "codec.h"

#include <stdlib.h>

/* How much of a function's own tables a node speaks of: 1 + the largest index, or 0. */
struct reach {
  uint32_t local, parameter, temp;
  uint32_t depth;
};

struct check {
  const struct facts_unit *unit;
  struct reach *reach; /* for each node */
};

static uint32_t larger(uint32_t a, uint32_t b) { return a > b ? a : b; }

static void reach_join(struct reach *into, const struct reach *from) {
  into->local = larger(into->local, from->local);
  into->parameter = larger(into->parameter, from->parameter);
  into->temp = larger(into->temp, from->temp);
  into->depth = larger(into->depth, from->depth + 1);
}

/* A node made of one or two earlier ones. */
static int made_of(struct check *k, uint32_t row, uint32_t a, uint32_t b) {
  if (a >= row || b >= row) return 0;
  reach_join(&k->reach[row], &k->reach[a]);
  reach_join(&k->reach[row], &k->reach[b]);
  return k->reach[row].depth < FACTS_DEPTH;
}

static int own(uint32_t *reach, uint32_t index) {
  *reach = index + 1;
  return index < UINT32_MAX;
}

static int node_fits(struct check *k, uint32_t row) {
  const struct facts_unit *u = k->unit;
  const struct facts_node *n = &u->nodes.row[row];
  switch (n->kind) {
  case FACTS_UNKNOWN: return row == 0;
  case FACTS_SELF:
  case FACTS_RESULT:
  case FACTS_INTEGER: return 1;
  case FACTS_LOCAL: return own(&k->reach[row].local, n->a);
  case FACTS_PARAM: return own(&k->reach[row].parameter, n->a);
  case FACTS_TEMP: return own(&k->reach[row].temp, n->a);
  case FACTS_GLOBAL: return n->a < u->globals.count;
  case FACTS_INSTANCE: return n->a < u->records.count;
  case FACTS_CAPABILITY: return n->a < u->strings.count && n->b <= FACTS_ELSEWHERE;
  case FACTS_FUNCTION: return n->a < u->functions.count;
  case FACTS_FIELD: return made_of(k, row, n->a, 0) && n->b < u->fields.count;
  case FACTS_DEREF:
  case FACTS_LOAD:
  case FACTS_ADDRESS: return made_of(k, row, n->a, 0);
  case FACTS_INDEX: return made_of(k, row, n->a, n->b);
  case FACTS_UNARY: return made_of(k, row, n->a, 0) && n->b < FACTS_OPERATORS;
  case FACTS_BINARY: return made_of(k, row, n->a, n->c) && n->b < FACTS_OPERATORS;
  default: return 0;
  }
}

static int string_fits(const struct check *k, uint32_t s) { return s < k->unit->strings.count; }

static int place_fits(const struct check *k, struct facts_place p) {
  return p.file < k->unit->files.count;
}

static int type_fits(const struct check *k, struct facts_type t) {
  return string_fits(k, t.text) && (t.record == FACTS_NONE || t.record < k->unit->records.count);
}

/* A node that stands outside a function body: it may speak of parameters, of nothing local. */
static int outer_node_fits(const struct check *k, uint32_t node) {
  return node < k->unit->nodes.count && !k->reach[node].local && !k->reach[node].temp;
}

static int node_in_function(const struct check *k, const struct facts_function *f, uint32_t node) {
  if (node >= k->unit->nodes.count) return 0;
  const struct reach *r = &k->reach[node];
  return r->local <= f->local_count && r->parameter <= f->parameter_count &&
         r->temp <= f->temp_count;
}

static int event_fits(const struct check *k, const struct facts_function *f,
                      const struct facts_event *e) {
  if (e->kind >= FACTS_EVENT_KINDS || !place_fits(k, e->place)) return 0;
  if (!node_in_function(k, f, e->a) || !node_in_function(k, f, e->b)) return 0;
  int has_site = e->kind == FACTS_ACCESS && !(e->bits & FACTS_ACCESS_TOUCH);
  if (has_site && e->site >= k->unit->site_count) return 0;
  if (e->kind == FACTS_CALL && e->temp >= f->temp_count) return 0;
  for (uint32_t i = 0; i < e->argument_count; i++)
    if (!node_in_function(k, f, k->unit->values.row[e->argument_begin + i])) return 0;
  return 1;
}

static int block_fits(const struct check *k, const struct facts_function *f,
                      const struct facts_block *b) {
  static const uint8_t least[FACTS_EXIT_KINDS] = {
      [FACTS_GOTO] = 1, [FACTS_BRANCH] = 2, [FACTS_SWITCH] = 1};
  if (b->exit >= FACTS_EXIT_KINDS || b->successor_count < least[b->exit]) return 0;
  if (!node_in_function(k, f, b->value) || !place_fits(k, b->place)) return 0;
  for (uint32_t i = 0; i < b->successor_count; i++)
    if (k->unit->successors.row[b->successor_begin + i] >= f->block_count) return 0;
  for (uint32_t i = 0; i < b->event_count; i++)
    if (!event_fits(k, f, &k->unit->events.row[b->event_begin + i])) return 0;
  return 1;
}

static int function_fits(const struct check *k, const struct facts_function *f) {
  const struct facts_unit *u = k->unit;
  if (!string_fits(k, f->name) || !string_fits(k, f->display) || !string_fits(k, f->signature) ||
      !place_fits(k, f->place) || !place_fits(k, f->end) || f->linkage > FACTS_MERGED)
    return 0;
  for (uint32_t i = 0; i < f->override_count; i++)
    if (u->overrides.row[f->override_begin + i] >= u->functions.count) return 0;
  for (uint32_t i = 0; i < f->block_count; i++)
    if (!block_fits(k, f, &u->blocks.row[f->block_begin + i])) return 0;
  return 1;
}

static const char *tables_fault(const struct check *k) {
  const struct facts_unit *u = k->unit;
  for (uint32_t i = 0; i < u->files.count; i++)
    if (!string_fits(k, u->files.row[i])) return "a file's name is out of range";
  for (uint32_t i = 0; i < u->records.count; i++)
    if (!string_fits(k, u->records.row[i].name) || !place_fits(k, u->records.row[i].place))
      return "a record is out of range";
  for (uint32_t i = 0; i < u->fields.count; i++) {
    const struct facts_field *f = &u->fields.row[i];
    if (f->record >= u->records.count || !string_fits(k, f->name) || !type_fits(k, f->type) ||
        !place_fits(k, f->place))
      return "a field is out of range";
  }
  for (uint32_t i = 0; i < u->globals.count; i++) {
    const struct facts_global *g = &u->globals.row[i];
    if (!string_fits(k, g->name) || !type_fits(k, g->type) || !place_fits(k, g->place) ||
        g->linkage > FACTS_MERGED)
      return "a variable is out of range";
  }
  for (uint32_t i = 0; i < u->parameters.count; i++)
    if (!string_fits(k, u->parameters.row[i].name) || !type_fits(k, u->parameters.row[i].type))
      return "a parameter is out of range";
  for (uint32_t i = 0; i < u->locals.count; i++)
    if (!string_fits(k, u->locals.row[i].name) || !type_fits(k, u->locals.row[i].type))
      return "a local is out of range";
  return NULL;
}

static const char *annotations_fault(const struct check *k) {
  const struct facts_unit *u = k->unit;
  for (uint32_t i = 0; i < u->annotations.count; i++)
    if (!string_fits(k, u->annotations.row[i].name) || !place_fits(k, u->annotations.row[i].place))
      return "an annotation is out of range";
  for (uint32_t i = 0; i < u->file_annotations.count; i++)
    if (!string_fits(k, u->file_annotations.row[i].name) ||
        !place_fits(k, u->file_annotations.row[i].place))
      return "an annotation is out of range";
  for (uint32_t i = 0; i < u->arguments.count; i++)
    if (!string_fits(k, u->arguments.row[i].text) || !outer_node_fits(k, u->arguments.row[i].path))
      return "an annotation's argument is out of range";
  for (uint32_t i = 0; i < u->defects.count; i++)
    if (!place_fits(k, u->defects.row[i].place) || !string_fits(k, u->defects.row[i].message) ||
        !string_fits(k, u->defects.row[i].advice))
      return "a defect is out of range";
  return NULL;
}

static const char *bodies_fault(struct check *k) {
  for (uint32_t i = 0; i < k->unit->nodes.count; i++)
    if (!node_fits(k, i)) return "a path or value is out of range";
  for (uint32_t i = 0; i < k->unit->functions.count; i++)
    if (!function_fits(k, &k->unit->functions.row[i])) return "a function is out of range";
  return NULL;
}

const char *facts_validate(const struct facts_unit *unit) {
  struct check k = {unit, calloc(unit->nodes.count, sizeof *k.reach)};
  if (!k.reach) return "out of memory";
  const char *fault = tables_fault(&k);
  if (!fault && unit->main_file >= unit->files.count) fault = "the main file is out of range";
  if (!fault && (!string_fits(&k, unit->producer) || !string_fits(&k, unit->language)))
    fault = "the producer is out of range";
  if (!fault) fault = bodies_fault(&k);
  if (!fault) fault = annotations_fault(&k);
  free(k.reach);
  return fault;
}
