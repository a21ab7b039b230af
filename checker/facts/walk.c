/* The walk over a unit: one function for each kind of row, the same for writing and reading.
 * Functions are walk_body.c's. */
#include "walk.h"

static void file_row(struct codec *c, uint32_t row) {
  uint32_t string = c->unit->files.row[row];
  codec_string(c, CODEC_STRING_FILE, &string);
  c->unit->files.row[row] = string;
}

static void argument_row(struct codec *c, uint32_t row) {
  struct facts_argument a = c->unit->arguments.row[row];
  codec_string(c, CODEC_STRING_ARGUMENT, &a.text);
  codec_node(c, CODEC_NAMED_LOCK, &a.path);
  c->unit->arguments.row[row] = a;
}

static void annotation(struct codec *c, struct facts_annotation *a) {
  codec_string(c, CODEC_STRING_ANNOTATION, &a->name);
  codec_place(c, CODEC_PLACE_ANNOTATION, &a->place);
  EACH(c, arguments, a->argument_begin, a->argument_count, argument_row);
}

static void annotation_row(struct codec *c, uint32_t row) {
  struct facts_annotation a = c->unit->annotations.row[row];
  annotation(c, &a);
  c->unit->annotations.row[row] = a;
}

static void file_annotation_row(struct codec *c, uint32_t row) {
  struct facts_annotation a = c->unit->file_annotations.row[row];
  annotation(c, &a);
  c->unit->file_annotations.row[row] = a;
}

void walk_annotations(struct codec *c, struct facts_annotations *a) {
  EACH(c, annotations, a->begin, a->count, annotation_row);
}

/* FACTS_NONE is UINT32_MAX: coded as 0. */
static void other_type(struct codec *c, struct facts_type *t) {
  uint32_t number = codec_string(c, CODEC_STRING_TYPE, &t->text);
  struct type_memory *before = &c->types.row[number];
  uint32_t flags = t->flags ^ before->flags, record = t->record + 1;
  codec_u32(c, CODEC_TYPE, &flags);
  codec_near(c, CODEC_TYPE + 1, &record, before->record);
  *before = (struct type_memory){flags ^ before->flags, record, before->of_name};
  t->flags = before->flags;
  t->record = record - 1;
}

void walk_type(struct codec *c, uint32_t name, struct facts_type *t) {
  struct facts_type before = c->types.row[name].of_name;
  uint8_t other = t->text != before.text || t->flags != before.flags || t->record != before.record;
  codec_byte(c, CODEC_TYPE + 2, &other);
  if (other) other_type(c, t);
  else *t = before;
  c->types.row[name].of_name = *t;
}

static void record_row(struct codec *c, uint32_t row) {
  struct facts_record r = c->unit->records.row[row];
  codec_string(c, CODEC_STRING_RECORD, &r.name);
  codec_place(c, CODEC_PLACE_RECORD, &r.place);
  codec_hash(c, &r.layout);
  walk_annotations(c, &r.annotations);
  c->unit->records.row[row] = r;
}

static void field_row(struct codec *c, uint32_t row) {
  struct facts_field f = c->unit->fields.row[row];
  codec_near(c, CODEC_DECLARATION, &f.record, row ? c->unit->fields.row[row - 1].record : 0);
  uint32_t name = codec_string(c, CODEC_STRING_FIELD, &f.name);
  walk_type(c, name, &f.type);
  codec_place(c, CODEC_PLACE_FIELD, &f.place);
  walk_annotations(c, &f.annotations);
  c->unit->fields.row[row] = f;
}

static void global_row(struct codec *c, uint32_t row) {
  struct facts_global g = c->unit->globals.row[row];
  uint32_t name = codec_string(c, CODEC_STRING_GLOBAL, &g.name);
  walk_type(c, name, &g.type);
  codec_place(c, CODEC_PLACE_GLOBAL, &g.place);
  codec_byte(c, CODEC_DECLARATION + 1, &g.linkage);
  codec_byte(c, CODEC_DECLARATION + 2, &g.defined);
  walk_annotations(c, &g.annotations);
  c->unit->globals.row[row] = g;
}

static void defect_row(struct codec *c, uint32_t row) {
  struct facts_defect d = c->unit->defects.row[row];
  codec_place(c, CODEC_PLACE_DEFECT, &d.place);
  codec_string(c, CODEC_STRING_MESSAGE, &d.message);
  codec_string(c, CODEC_STRING_ADVICE, &d.advice);
  c->unit->defects.row[row] = d;
}

void codec_unit(struct codec *c) {
  ALL(c, files, 1, file_row);
  codec_u32(c, CODEC_UNIT, &c->unit->main_file);
  codec_string(c, CODEC_STRING_PRODUCER, &c->unit->producer);
  codec_string(c, CODEC_STRING_PRODUCER, &c->unit->language);
  codec_u32(c, CODEC_UNIT, &c->unit->site_count);
  ALL(c, records, 0, record_row);
  ALL(c, fields, 0, field_row);
  ALL(c, globals, 0, global_row);
  walk_functions(c);
  ALL(c, defects, 0, defect_row);
  ALL(c, file_annotations, 0, file_annotation_row);
}
