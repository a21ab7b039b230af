/* The walk over a unit: one function for each kind of row, the same for writing and reading. */
#include "codec.h"

/* Runs `visit` for `count` rows of a table: when reading, appends them first. The rows an owner
 * lists are visited one at a time, since visiting one may grow other tables. */
#define EACH(c, table, first, rows, visit)                                                         \
  do {                                                                                             \
    uint32_t each_count = codec_count(c, rows);                                                    \
    if ((c)->reading) first = (c)->unit->table.count;                                              \
    for (uint32_t each = 0; each < each_count && !(c)->fault; each++) {                            \
      uint32_t each_row = (c)->reading ? FACTS_APPEND((c)->unit, table, 1) : (first) + each;       \
      visit(c, each_row);                                                                          \
    }                                                                                              \
    rows = each_count;                                                                             \
  } while (0)

/* The same for a whole table of the unit. */
#define ALL(c, table, from, visit)                                                                 \
  do {                                                                                             \
    uint32_t all_begin = from, all_rows = (c)->unit->table.count - (from);                         \
    EACH(c, table, all_begin, all_rows, visit);                                                    \
    (void)all_begin, (void)all_rows;                                                               \
  } while (0)

static void string_row(struct codec *c, uint32_t row) {
  struct facts_string *s = &c->unit->strings.row[row];
  codec_u32(c, &s->length);
  codec_bytes(c, &s->text, s->length);
  if (c->fault) s->length = 0;
}

static void file_row(struct codec *c, uint32_t row) { codec_u32(c, &c->unit->files.row[row]); }

static void node_row(struct codec *c, uint32_t row) {
  struct facts_node *n = &c->unit->nodes.row[row];
  codec_byte(c, &n->kind);
  if (n->kind == FACTS_INTEGER) {
    codec_i64(c, &n->number);
    return;
  }
  if (n->kind != FACTS_SELF && n->kind != FACTS_RESULT) codec_u32(c, &n->a);
  if (n->kind == FACTS_FIELD || n->kind == FACTS_INDEX || n->kind == FACTS_UNARY ||
      n->kind == FACTS_BINARY)
    codec_u32(c, &n->b);
  if (n->kind == FACTS_BINARY) codec_u32(c, &n->c);
}

static void argument_row(struct codec *c, uint32_t row) {
  struct facts_argument *a = &c->unit->arguments.row[row];
  codec_u32(c, &a->text);
  codec_u32(c, &a->path);
}

static void annotation(struct codec *c, struct facts_annotation *a) {
  codec_u32(c, &a->name);
  codec_place(c, &a->place);
}

static void annotation_row(struct codec *c, uint32_t row) {
  struct facts_annotation a = c->unit->annotations.row[row];
  annotation(c, &a);
  EACH(c, arguments, a.argument_begin, a.argument_count, argument_row);
  c->unit->annotations.row[row] = a;
}

static void file_annotation_row(struct codec *c, uint32_t row) {
  struct facts_annotation a = c->unit->file_annotations.row[row];
  annotation(c, &a);
  EACH(c, arguments, a.argument_begin, a.argument_count, argument_row);
  c->unit->file_annotations.row[row] = a;
}

static void annotations(struct codec *c, struct facts_annotations *a) {
  EACH(c, annotations, a->begin, a->count, annotation_row);
}

/* FACTS_NONE is UINT32_MAX: written as 0. */
static void optional_index(struct codec *c, uint32_t *index) {
  uint32_t shifted = *index + 1;
  codec_u32(c, &shifted);
  *index = shifted - 1;
}

static void type(struct codec *c, struct facts_type *t) {
  codec_u32(c, &t->text);
  codec_u32(c, &t->flags);
  optional_index(c, &t->record);
}

static void record_row(struct codec *c, uint32_t row) {
  struct facts_record r = c->unit->records.row[row];
  codec_u32(c, &r.name);
  codec_place(c, &r.place);
  codec_u64(c, &r.layout);
  annotations(c, &r.annotations);
  c->unit->records.row[row] = r;
}

static void field_row(struct codec *c, uint32_t row) {
  struct facts_field f = c->unit->fields.row[row];
  codec_u32(c, &f.record);
  codec_u32(c, &f.name);
  type(c, &f.type);
  codec_place(c, &f.place);
  annotations(c, &f.annotations);
  c->unit->fields.row[row] = f;
}

static void global_row(struct codec *c, uint32_t row) {
  struct facts_global g = c->unit->globals.row[row];
  codec_u32(c, &g.name);
  type(c, &g.type);
  codec_place(c, &g.place);
  codec_byte(c, &g.linkage);
  codec_byte(c, &g.defined);
  annotations(c, &g.annotations);
  c->unit->globals.row[row] = g;
}

static void parameter_row(struct codec *c, uint32_t row) {
  struct facts_parameter p = c->unit->parameters.row[row];
  codec_u32(c, &p.name);
  type(c, &p.type);
  annotations(c, &p.annotations);
  c->unit->parameters.row[row] = p;
}

static void local_row(struct codec *c, uint32_t row) {
  struct facts_local l = c->unit->locals.row[row];
  codec_u32(c, &l.name);
  type(c, &l.type);
  c->unit->locals.row[row] = l;
}

static void value_row(struct codec *c, uint32_t row) { codec_u32(c, &c->unit->values.row[row]); }

static void event_row(struct codec *c, uint32_t row) {
  struct facts_event e = c->unit->events.row[row];
  uint8_t head = (uint8_t)(e.kind | e.bits << 2);
  codec_byte(c, &head);
  e.kind = head & 3;
  e.bits = head >> 2;
  codec_place(c, &e.place);
  if (e.kind != FACTS_CALL) codec_u32(c, &e.a);
  if (e.kind == FACTS_SET || e.kind == FACTS_CALL) codec_u32(c, &e.b);
  if (e.kind == FACTS_ACCESS && !(e.bits & FACTS_ACCESS_TOUCH)) {
    codec_near(c, &e.site, c->next_site);
    c->next_site = e.site + 1;
  }
  if (e.kind == FACTS_CALL) {
    codec_near(c, &e.temp, c->next_temp);
    c->next_temp = e.temp + 1;
    EACH(c, values, e.argument_begin, e.argument_count, value_row);
  }
  c->unit->events.row[row] = e;
}

static void successor_row(struct codec *c, uint32_t row) {
  codec_u32(c, &c->unit->successors.row[row]);
}

static void case_row(struct codec *c, uint32_t row) { codec_i64(c, &c->unit->cases.row[row]); }

static void block_row(struct codec *c, uint32_t row) {
  struct facts_block b = c->unit->blocks.row[row];
  codec_byte(c, &b.exit);
  codec_u32(c, &b.value);
  codec_place(c, &b.place);
  EACH(c, successors, b.successor_begin, b.successor_count, successor_row);
  if (b.exit == FACTS_SWITCH) {
    uint32_t cases = b.successor_count ? b.successor_count - 1 : 0;
    EACH(c, cases, b.case_begin, cases, case_row);
    if (b.successor_count != cases + 1) codec_fail(c, "a switch has too few cases");
  }
  EACH(c, events, b.event_begin, b.event_count, event_row);
  c->unit->blocks.row[row] = b;
}

static void override_row(struct codec *c, uint32_t row) {
  codec_u32(c, &c->unit->overrides.row[row]);
}

static void function_row(struct codec *c, uint32_t row) {
  struct facts_function f = c->unit->functions.row[row];
  codec_u32(c, &f.name);
  codec_u32(c, &f.display);
  codec_u32(c, &f.signature);
  codec_u32(c, &f.flags);
  codec_byte(c, &f.linkage);
  codec_place(c, &f.place);
  annotations(c, &f.annotations);
  EACH(c, parameters, f.parameter_begin, f.parameter_count, parameter_row);
  EACH(c, overrides, f.override_begin, f.override_count, override_row);
  if (f.flags & FACTS_FUNCTION_DEFINED) {
    EACH(c, locals, f.local_begin, f.local_count, local_row);
    codec_u32(c, &f.temp_count);
    c->next_temp = 0;
    EACH(c, blocks, f.block_begin, f.block_count, block_row);
    codec_place(c, &f.end);
  }
  c->unit->functions.row[row] = f;
}

static void defect_row(struct codec *c, uint32_t row) {
  struct facts_defect *d = &c->unit->defects.row[row];
  codec_place(c, &d->place);
  codec_u32(c, &d->message);
  codec_u32(c, &d->advice);
}

void codec_unit(struct codec *c) {
  ALL(c, strings, 1, string_row);
  ALL(c, files, 1, file_row);
  codec_u32(c, &c->unit->main_file);
  codec_u32(c, &c->unit->producer);
  codec_u32(c, &c->unit->language);
  codec_u32(c, &c->unit->site_count);
  ALL(c, nodes, 1, node_row);
  ALL(c, records, 0, record_row);
  ALL(c, fields, 0, field_row);
  ALL(c, globals, 0, global_row);
  ALL(c, functions, 0, function_row);
  ALL(c, defects, 0, defect_row);
  ALL(c, file_annotations, 0, file_annotation_row);
}
