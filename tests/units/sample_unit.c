/* Roughly what the frontend makes of
 *
 *     struct server { pthread_mutex_t lock; int users GUARDED_BY(lock); } server;
 *     int count(struct server *s) { ... s->users ... } */
#include "sample_unit.h"

#include "facts/facts.h"

#include <string.h>

static uint32_t string(struct facts_unit *u, const char *text) {
  return facts_string(u, text, strlen(text));
}

static struct facts_annotation guarded_by(struct facts_unit *u) {
  struct facts_annotation a = {.name = string(u, "guarded_by"), .place = {1, 3, 9}};
  a.argument_begin = FACTS_APPEND(u, arguments, 1);
  a.argument_count = 1;
  uint32_t self = facts_node(u, FACTS_SELF, 0, 0, 0);
  u->arguments.row[a.argument_begin].text = string(u, "lock");
  u->arguments.row[a.argument_begin].path = facts_node(u, FACTS_FIELD, self, 0, 0);
  return a;
}

static void add_fields(struct facts_unit *u) {
  uint32_t record = FACTS_APPEND(u, records, 1);
  u->records.row[record].name = string(u, "server");
  u->records.row[record].layout = 0x89abcdef;
  uint32_t field = FACTS_APPEND(u, fields, 2);
  static const char *const names[] = {"lock", "users"};
  static const char *const types[] = {"pthread_mutex_t", "int"};
  for (uint32_t i = 0; i < 2; i++) {
    struct facts_field *f = &u->fields.row[field + i];
    f->name = string(u, names[i]);
    f->type = (struct facts_type){string(u, types[i]), FACTS_TYPE_ARITHMETIC, FACTS_NONE};
    f->place = (struct facts_place){1, 2 + i, 5};
  }
  struct facts_annotation a = guarded_by(u);
  uint32_t annotation = FACTS_APPEND(u, annotations, 1);
  u->annotations.row[annotation] = a;
  u->fields.row[1].annotations = (struct facts_annotations){annotation, 1};
}

static void add_global(struct facts_unit *u) {
  uint32_t global = FACTS_APPEND(u, globals, 1);
  u->globals.row[global].name = string(u, "server");
  u->globals.row[global].type =
      (struct facts_type){string(u, "struct server"), FACTS_TYPE_RECORD, 0};
  u->globals.row[global].linkage = FACTS_EXTERNAL;
  u->globals.row[global].defined = 1;
}

/* One node of each kind that the function below does not use. */
static uint32_t odd_nodes(struct facts_unit *u) {
  uint32_t instance = facts_node(u, FACTS_INSTANCE, 0, 0, 0);
  facts_node(u, FACTS_CAPABILITY, string(u, "rcu"), 0, 0);
  facts_node(u, FACTS_RESULT, 0, 0, 0);
  facts_node(u, FACTS_ADDRESS, facts_node(u, FACTS_GLOBAL, 0, 0, 0), 0, 0);
  facts_node(u, FACTS_INDEX, instance, facts_integer(u, INT64_MIN), 0);
  uint32_t negated = facts_node(u, FACTS_UNARY, facts_integer(u, 7), FACTS_NEGATE, 0);
  return facts_node(u, FACTS_BINARY, negated, FACTS_ADD, facts_integer(u, INT64_MAX));
}

static void add_events(struct facts_unit *u, uint32_t first, uint32_t users) {
  uint32_t value = FACTS_APPEND(u, values, 1);
  u->values.row[value] = odd_nodes(u);
  struct facts_event *e = &u->events.row[first];
  e[0] = (struct facts_event){.kind = FACTS_SCOPE, .a = facts_node(u, FACTS_LOCAL, 0, 0, 0)};
  e[1] = (struct facts_event){.kind = FACTS_CALL,
                              .b = facts_node(u, FACTS_FUNCTION, 1, 0, 0),
                              .argument_begin = value,
                              .argument_count = 1};
  e[2] = (struct facts_event){
      .kind = FACTS_SET,
      .a = facts_node(u, FACTS_LOCAL, 0, 0, 0),
      .b = facts_node(u, FACTS_LOAD, facts_node(u, FACTS_TEMP, 0, 0, 0), 0, 0)};
  e[3] = (struct facts_event){.kind = FACTS_ACCESS,
                              .bits = FACTS_ACCESS_READ | FACTS_ACCESS_WRITE,
                              .a = users,
                              .place = {1, 8, 12}};
  u->site_count = 1;
}

static void add_blocks(struct facts_unit *u, struct facts_function *f) {
  f->block_begin = FACTS_APPEND(u, blocks, 2);
  f->block_count = 2;
  uint32_t target = FACTS_APPEND(u, successors, 2), number = FACTS_APPEND(u, cases, 1);
  u->successors.row[target] = u->successors.row[target + 1] = 1;
  u->cases.row[number] = -3;
  struct facts_block *b = &u->blocks.row[f->block_begin];
  b[0] = (struct facts_block){.exit = FACTS_SWITCH,
                              .value = facts_integer(u, 7),
                              .successor_begin = target,
                              .successor_count = 2,
                              .case_begin = number};
  b[0].event_begin = FACTS_APPEND(u, events, 4);
  b[0].event_count = 4;
  b[1].exit = FACTS_RETURN;
}

static void add_functions(struct facts_unit *u) {
  uint32_t pointee = facts_node(u, FACTS_DEREF, facts_node(u, FACTS_PARAM, 0, 0, 0), 0, 0);
  uint32_t users = facts_node(u, FACTS_FIELD, pointee, 1, 0);
  uint32_t row = FACTS_APPEND(u, functions, 2);
  struct facts_function f = {.flags = FACTS_FUNCTION_DEFINED, .temp_count = 1};
  f.name = f.display = string(u, "count");
  f.signature = string(u, "int (struct server *)");
  f.parameter_begin = FACTS_APPEND(u, parameters, 1);
  f.parameter_count = 1;
  u->parameters.row[f.parameter_begin].name = string(u, "s");
  u->parameters.row[f.parameter_begin].type.flags = FACTS_TYPE_POINTER;
  f.local_begin = FACTS_APPEND(u, locals, 1);
  f.local_count = 1;
  u->locals.row[f.local_begin].name = string(u, "n");
  add_blocks(u, &f);
  add_events(u, u->blocks.row[f.block_begin].event_begin, users);
  f.override_begin = FACTS_APPEND(u, overrides, 1);
  f.override_count = 1;
  u->overrides.row[f.override_begin] = 1;
  u->functions.row[row] = f;
  u->functions.row[row + 1].name = u->functions.row[row + 1].display = string(u, "log");
}

static void add_file(struct facts_unit *u) {
  uint32_t role = FACTS_APPEND(u, file_annotations, 1);
  struct facts_annotation a = {.name = string(u, "thread_role"), .place = {1, 1, 1}};
  a.argument_begin = FACTS_APPEND(u, arguments, 1);
  a.argument_count = 1;
  u->arguments.row[a.argument_begin].text = string(u, "main");
  u->file_annotations.row[role] = a;
  uint32_t defect = FACTS_APPEND(u, defects, 1);
  u->defects.row[defect] =
      (struct facts_defect){{1, 3, 4}, string(u, "names nothing"), string(u, "lock?")};
}

struct facts_unit *sample_unit(void) {
  struct facts_unit *u = facts_new();
  u->main_file = facts_file(u, "server.c");
  u->producer = string(u, "a test");
  u->language = string(u, "C");
  add_fields(u);
  add_global(u);
  add_functions(u);
  add_file(u);
  return u;
}
