/* The walk over functions. */
#include "walk.h"

static void parameter_row(struct codec *c, uint32_t row) {
  struct facts_parameter p = c->unit->parameters.row[row];
  uint32_t name = codec_string(c, CODEC_STRING_PARAMETER, &p.name);
  walk_type(c, name, &p.type);
  walk_annotations(c, &p.annotations);
  c->unit->parameters.row[row] = p;
}

static void local_row(struct codec *c, uint32_t row) {
  struct facts_local l = c->unit->locals.row[row];
  uint32_t name = codec_string(c, CODEC_STRING_LOCAL, &l.name);
  walk_type(c, name, &l.type);
  c->unit->locals.row[row] = l;
}

static void override_row(struct codec *c, uint32_t row) {
  codec_u32(c, CODEC_DECLARATION + 3, &c->unit->overrides.row[row]);
}

static void call(struct codec *c, struct facts_event *e) {
  codec_near(c, CODEC_EVENT_NUMBER + 1, &e->temp, c->next_temp);
  c->next_temp = e->temp + 1;
  const struct facts_node *callee = &c->unit->nodes.row[c->fault ? 0 : e->b];
  c->last = callee->kind == FACTS_FUNCTION ? callee->a + 1 : 0; // who takes how many arguments
  uint32_t count = codec_count(c, CODEC_COUNT + CODEC_values, e->argument_count);
  if (c->reading) e->argument_begin = FACTS_APPEND(c->unit, values, count);
  for (uint32_t i = 0; i < count; i++)
    codec_node(c, CODEC_ARGUMENT + (i < 3 ? i : 3), &c->unit->values.row[e->argument_begin + i]);
  e->argument_count = count;
}

/** In place of access bits, which a SET has not: a finding may stand there. */
enum { SET_HAS_PLACE = 1 };

static void event_row(struct codec *c, uint32_t row) {
  struct facts_event e = c->unit->events.row[row];
  if (!c->reading && e.kind == FACTS_SET && e.place.line) e.bits = SET_HAS_PLACE;
  uint8_t head = (uint8_t)(e.kind | e.bits << 2);
  codec_byte(c, CODEC_EVENT_HEAD + c->last_event, &head);
  e.kind = head & 3;
  e.bits = head >> 2;
  c->last_event = e.kind + 1;
  int placed = e.kind == FACTS_ACCESS || (e.kind == FACTS_SET && e.bits == SET_HAS_PLACE);
  if (placed) codec_place(c, CODEC_PLACE_ACCESS, &e.place);
  if (e.kind == FACTS_SET) e.bits = 0;
  if (e.kind == FACTS_CALL) codec_place(c, CODEC_PLACE_CALL, &e.place);
  if (e.kind != FACTS_CALL) codec_node(c, CODEC_PATH + e.kind, &e.a);
  if (e.kind == FACTS_SET || e.kind == FACTS_CALL) codec_node(c, CODEC_VALUE + e.kind, &e.b);
  if (e.kind == FACTS_ACCESS && !(e.bits & FACTS_ACCESS_TOUCH)) {
    codec_near(c, CODEC_EVENT_NUMBER, &e.site, c->next_site);
    c->next_site = e.site + 1;
  }
  if (e.kind == FACTS_CALL) call(c, &e);
  c->unit->events.row[row] = e;
}

/* Mostly the block that follows, or one not far from it. */
static void successors(struct codec *c, struct facts_block *b) {
  uint32_t count = codec_count(c, CODEC_SUCCESSORS + b->exit, b->successor_count);
  if (c->reading) b->successor_begin = FACTS_APPEND(c->unit, successors, count);
  b->successor_count = count;
  for (uint32_t i = 0; i < count; i++)
    codec_near(c, CODEC_SUCCESSOR + 2 * b->exit + (i != 0),
               &c->unit->successors.row[b->successor_begin + i], c->block + 1);
}

static void cases(struct codec *c, struct facts_block *b) {
  uint32_t count = b->successor_count ? b->successor_count - 1 : 0;
  if (c->reading) b->case_begin = FACTS_APPEND(c->unit, cases, count);
  uint64_t before = 0;
  for (uint32_t i = 0; i < count; i++) {
    int64_t *number = &c->unit->cases.row[b->case_begin + i];
    int64_t step = (int64_t)((uint64_t)*number - before);
    codec_i64(c, CODEC_CASE, &step);
    before += (uint64_t)step;
    *number = (int64_t)before;
  }
}

static void block_row(struct codec *c, uint32_t row) {
  struct facts_block b = c->unit->blocks.row[row];
  codec_byte(c, CODEC_BLOCK_EXIT + c->last_exit, &b.exit);
  if (b.exit >= FACTS_EXIT_KINDS) codec_fail(c, "a block ends in no way");
  if (c->fault) return;
  c->last_exit = b.exit;
  c->last_event = 0;
  if (b.exit == FACTS_RETURN) codec_place(c, CODEC_PLACE_BLOCK, &b.place);
  successors(c, &b);
  if (b.exit == FACTS_SWITCH) {
    if (!b.successor_count) codec_fail(c, "a switch has too few cases");
    cases(c, &b);
  }
  EACH_AFTER(c, CODEC_EVENTS + b.exit, events, b.event_begin, b.event_count, event_row);
  codec_node(c, CODEC_EXIT + b.exit, &b.value);
  c->unit->blocks.row[row] = b;
  c->block++;
}

static void body(struct codec *c, struct facts_function *f) {
  EACH(c, locals, f->local_begin, f->local_count, local_row);
  codec_u32(c, CODEC_FUNCTION + 2, &f->temp_count);
  EACH(c, blocks, f->block_begin, f->block_count, block_row);
  codec_place(c, CODEC_PLACE_END, &f->end);
}

static void function_row(struct codec *c, uint32_t row) {
  codec_begin_function(c);
  struct facts_function f = c->unit->functions.row[row];
  codec_string(c, CODEC_STRING_FUNCTION, &f.name);
  codec_string(c, CODEC_STRING_DISPLAY, &f.display);
  codec_string(c, CODEC_STRING_SIGNATURE, &f.signature);
  codec_u32(c, CODEC_FUNCTION, &f.flags);
  codec_byte(c, CODEC_FUNCTION + 1, &f.linkage);
  codec_place(c, CODEC_PLACE_FUNCTION, &f.place);
  walk_annotations(c, &f.annotations);
  EACH(c, parameters, f.parameter_begin, f.parameter_count, parameter_row);
  EACH(c, overrides, f.override_begin, f.override_count, override_row);
  if (f.flags & FACTS_FUNCTION_DEFINED) body(c, &f);
  c->unit->functions.row[row] = f;
}

void walk_functions(struct codec *c) { ALL(c, functions, 0, function_row); }
