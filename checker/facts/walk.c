/* The walk over a unit: one function for each kind of row, the same for writing and reading.
 * Functions are walk_body.c's. */
#include "walk.h"

static void file_row(struct codec *c, uint32_t row) {
  uint32_t string = c->unit->files.row[row];
  codec_string(c, CODEC_STRING_FILE, &string);
  c->unit->files.row[row] = string;
}

static void earlier(struct codec *c, unsigned context, uint32_t *node, uint32_t row) {
  c->next_node = row;
  codec_node(c, context, CODEC_OF_NODES, node);
}

/* What a node is made of was made lately; what it names is often named for the first time. */
static void node_part(struct codec *c, const struct facts_node *n, uint32_t row, uint32_t *part) {
  unsigned context = CODEC_NODE_A + n->kind;
  switch (n->kind) {
  case FACTS_SELF:
  case FACTS_RESULT: break;
  case FACTS_CAPABILITY: codec_string(c, CODEC_STRING_CAPABILITY, part); break;
  case FACTS_GLOBAL: codec_fresh(c, context, part, &c->next_global); break;
  case FACTS_FUNCTION: codec_fresh(c, context, part, &c->next_function); break;
  case FACTS_FIELD:
  case FACTS_DEREF:
  case FACTS_INDEX:
  case FACTS_LOAD:
  case FACTS_ADDRESS:
  case FACTS_UNARY: earlier(c, context, part, row); break;
  default: codec_u32(c, context, part);
  }
}

static void binary_node(struct codec *c, struct facts_node *n, uint32_t row) {
  codec_u32(c, CODEC_NODE_B + FACTS_BINARY, &n->b);
  unsigned after = n->b < FACTS_OPERATORS ? n->b : 0;
  earlier(c, CODEC_NODE_A + FACTS_BINARY, &n->a, row);
  earlier(c, CODEC_NODE_C + after, &n->c, row);
}

static void node_row(struct codec *c, uint32_t row) {
  struct facts_node n = c->unit->nodes.row[row];
  codec_byte(c, CODEC_NODE_KIND + c->last_node, &n.kind);
  if (n.kind >= FACTS_NODE_KINDS) codec_fail(c, "a node is of no kind");
  if (c->fault) return;
  c->last_node = n.kind;
  if (n.kind == FACTS_INTEGER) codec_i64(c, CODEC_NUMBER, &n.number);
  else if (n.kind == FACTS_BINARY) binary_node(c, &n, row);
  else node_part(c, &n, row, &n.a);
  if (n.kind == FACTS_FIELD) codec_fresh(c, CODEC_NODE_B + n.kind, &n.b, &c->next_field);
  if (n.kind == FACTS_INDEX) earlier(c, CODEC_NODE_B + n.kind, &n.b, row);
  if (n.kind == FACTS_UNARY) codec_u32(c, CODEC_NODE_B + n.kind, &n.b);
  c->unit->nodes.row[row] = n;
  codec_made(c, row);
}

static void argument_row(struct codec *c, uint32_t row) {
  struct facts_argument a = c->unit->arguments.row[row];
  codec_string(c, CODEC_STRING_ARGUMENT, &a.text);
  codec_u32(c, CODEC_DECLARATION + 5, &a.path);
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
void walk_type(struct codec *c, struct facts_type *t) {
  uint32_t number = codec_string(c, CODEC_STRING_TYPE, &t->text);
  struct type_memory *before = &c->types.row[number];
  uint32_t flags = t->flags ^ before->flags, record = t->record + 1;
  codec_u32(c, CODEC_TYPE, &flags);
  codec_near(c, CODEC_TYPE + 1, &record, before->record);
  *before = (struct type_memory){flags ^ before->flags, record};
  t->flags = before->flags;
  t->record = record - 1;
}

static void record_row(struct codec *c, uint32_t row) {
  struct facts_record r = c->unit->records.row[row];
  codec_string(c, CODEC_STRING_RECORD, &r.name);
  codec_place(c, CODEC_PLACE_RECORD, &r.place);
  codec_u64(c, CODEC_DECLARATION + 1, &r.layout);
  walk_annotations(c, &r.annotations);
  c->unit->records.row[row] = r;
}

static void field_row(struct codec *c, uint32_t row) {
  struct facts_field f = c->unit->fields.row[row];
  codec_near(c, CODEC_DECLARATION, &f.record, row ? c->unit->fields.row[row - 1].record : 0);
  codec_string(c, CODEC_STRING_FIELD, &f.name);
  walk_type(c, &f.type);
  codec_place(c, CODEC_PLACE_FIELD, &f.place);
  walk_annotations(c, &f.annotations);
  c->unit->fields.row[row] = f;
}

static void global_row(struct codec *c, uint32_t row) {
  struct facts_global g = c->unit->globals.row[row];
  codec_string(c, CODEC_STRING_GLOBAL, &g.name);
  walk_type(c, &g.type);
  codec_place(c, CODEC_PLACE_GLOBAL, &g.place);
  codec_byte(c, CODEC_DECLARATION + 2, &g.linkage);
  codec_byte(c, CODEC_DECLARATION + 3, &g.defined);
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
  ALL(c, nodes, 1, node_row);
  c->next_node = 1;
  ALL(c, records, 0, record_row);
  ALL(c, fields, 0, field_row);
  ALL(c, globals, 0, global_row);
  walk_functions(c);
  ALL(c, defects, 0, defect_row);
  ALL(c, file_annotations, 0, file_annotation_row);
}
