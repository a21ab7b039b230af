/* Writes the facts of a made-up program, as the section of a linked program holds them: one unit
 * after another. shape.h says what is in it.
 *
 *     generate_facts FUNCTIONS [SEED] > FACTS 2> PLACES
 *
 * PLACES are those of the planted findings, as custody check prints them, then a line of figures. */
#include "facts/facts.h"
#include "shape.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_GROUPS = 2048 };

/* The unit that is being written. */
struct writer {
  struct facts_unit *u;
  const struct shape *shape;
  uint32_t unit, first; /* its number, and its first function */
  uint32_t *row_of;     /* functions of the program: row in the unit, +1 */
  uint32_t *named;      /* those that have one, to forget them */
  uint32_t named_count;
  uint32_t groups[MOST_GROUPS], group_count;       /* that the unit speaks of */
  uint32_t mutex_lock, mutex_unlock;
  uint64_t events;         /* of all units so far */
  uint32_t function, line; /* the function that is being written, and where */
};

/* The fields of a group's struct, in the order of its rows. */
enum { FIELD_LOCK, FIELD_GUARDED, FIELD_OWNED, FIELD_COUNT, FIELD_OPERATION, FIELDS };

static uint32_t text(struct writer *w, const char *format, uint32_t number) {
  char buffer[64];
  int length = snprintf(buffer, sizeof buffer, format, number);
  return facts_string(w->u, buffer, (size_t)length);
}

static struct facts_place place(const struct writer *w) {
  return (struct facts_place){1, w->line, 3};
}

static struct facts_annotations annotate(struct writer *w, const char *name, const char *argument,
                                         uint32_t path) {
  uint32_t row = FACTS_APPEND(w->u, annotations, 1);
  struct facts_annotation a = {.name = text(w, name, 0), .place = place(w)};
  if (argument) {
    a.argument_begin = FACTS_APPEND(w->u, arguments, 1);
    a.argument_count = 1;
    w->u->arguments.row[a.argument_begin].text = text(w, argument, 0);
    w->u->arguments.row[a.argument_begin].path = path;
  }
  w->u->annotations.row[row] = a;
  return (struct facts_annotations){row, 1};
}

static void declare_role(struct writer *w, const char *macro, const char *role) {
  uint32_t argument = FACTS_APPEND(w->u, arguments, 1);
  w->u->arguments.row[argument].text = text(w, role, 0);
  uint32_t row = FACTS_APPEND(w->u, file_annotations, 1);
  w->u->file_annotations.row[row] =
      (struct facts_annotation){text(w, macro, 0), place(w), argument, 1};
}

static void add_field(struct writer *w, uint32_t record, const char *name, const char *type,
                      uint32_t flags) {
  uint32_t row = FACTS_APPEND(w->u, fields, 1);
  w->u->fields.row[row] = (struct facts_field){.record = record,
                                               .name = text(w, name, 0),
                                               .type = {text(w, type, 0), flags, FACTS_NONE},
                                               .place = place(w)};
}

static void annotate_fields(struct writer *w, uint32_t first, uint32_t group) {
  static const char *const owners[] = {[SIDE_MAIN] = "main", [SIDE_WORKER] = "worker"};
  uint32_t self = facts_node(w->u, FACTS_SELF, 0, 0, 0);
  uint32_t lock = facts_node(w->u, FACTS_FIELD, self, first + FIELD_LOCK, 0);
  struct facts_annotations a = annotate(w, "guarded_by", "lock", lock);
  w->u->fields.row[first + FIELD_GUARDED].annotations = a;
  a = annotate(w, "atomic", NULL, 0);
  w->u->fields.row[first + FIELD_COUNT].annotations = a;
  if (side_of_group(group) == SIDE_BOTH) return;
  a = annotate(w, "owned_by", owners[side_of_group(group)], 0);
  w->u->fields.row[first + FIELD_OWNED].annotations = a;
}

/* The group's struct and its one global object; gives its number in this unit. Its fields are
 * FIELDS times that number, its record and its global that number. */
static uint32_t group_row(struct writer *w, uint32_t group) {
  for (uint32_t i = 0; i < w->group_count; i++)
    if (w->groups[i] == group) return i;
  if (w->group_count == MOST_GROUPS) abort();
  w->groups[w->group_count++] = group;
  uint32_t row = FACTS_APPEND(w->u, records, 1);
  w->u->records.row[row] = (struct facts_record){
      .name = text(w, "group_%u", group), .place = place(w), .layout = group + 1};
  uint32_t first = w->u->fields.count;
  add_field(w, row, "lock", "pthread_mutex_t", 0);
  add_field(w, row, "guarded", "int", FACTS_TYPE_ARITHMETIC);
  add_field(w, row, "owned", "int", FACTS_TYPE_ARITHMETIC);
  add_field(w, row, "count", "int", FACTS_TYPE_ARITHMETIC);
  add_field(w, row, "operation", "int (void *)", FACTS_TYPE_POINTER | FACTS_TYPE_FUNCTION_POINTER);
  annotate_fields(w, first, group);
  uint32_t global = FACTS_APPEND(w->u, globals, 1);
  w->u->globals.row[global] = (struct facts_global){.name = text(w, "the_group_%u", group),
                                                    .type = {0, FACTS_TYPE_RECORD, row},
                                                    .place = place(w),
                                                    .linkage = FACTS_EXTERNAL,
                                                    .defined = 1};
  return row;
}

static uint32_t add_function(struct writer *w, uint32_t name, uint32_t flags, int is_static) {
  uint32_t row = FACTS_APPEND(w->u, functions, 1);
  w->u->functions.row[row] =
      (struct facts_function){.name = name,
                              .display = name,
                              .signature = text(w, "int (void *)", 0),
                              .flags = flags,
                              .linkage = is_static ? FACTS_INTERNAL : FACTS_EXTERNAL,
                              .place = place(w)};
  return row;
}

/* The row of a function of the program: of another unit, a declaration. */
static uint32_t function_row(struct writer *w, uint32_t function) {
  if (w->row_of[function]) return w->row_of[function] - 1;
  int here = unit_of(function) == w->unit;
  uint32_t name = function == 0   ? text(w, "main", 0)
                  : function == 1 ? text(w, "worker", 0)
                                  : text(w, "function_%u", function);
  uint32_t row =
      add_function(w, name, here ? FACTS_FUNCTION_DEFINED : 0, shape_is_static(w->shape, function));
  w->row_of[function] = row + 1;
  w->named[w->named_count++] = function;
  return row;
}

static uint32_t node(struct writer *w, enum facts_node_kind kind, uint32_t a, uint32_t b) {
  return facts_node(w->u, kind, a, b, 0);
}

/* A field of the object that parameter 0 points to, or of the global one. */
static uint32_t field_of(struct writer *w, int global, uint32_t which) {
  uint32_t group = group_row(w, group_of(w->function));
  uint32_t object = global ? node(w, FACTS_GLOBAL, group, 0)
                           : node(w, FACTS_DEREF, node(w, FACTS_PARAM, 0, 0), 0);
  return node(w, FACTS_FIELD, object, group * FIELDS + which);
}

static struct facts_event *add_event(struct writer *w, enum facts_event_kind kind) {
  uint32_t row = FACTS_APPEND(w->u, events, 1);
  w->u->blocks.row[w->u->blocks.count - 1].event_count++;
  w->line++;
  w->u->events.row[row] = (struct facts_event){.kind = (uint8_t)kind, .place = place(w)};
  return &w->u->events.row[row];
}

static void add_access(struct writer *w, uint32_t path, unsigned bits) {
  struct facts_event *e = add_event(w, FACTS_ACCESS);
  e->a = path;
  e->bits = (uint8_t)bits;
  e->site = w->u->site_count++;
}

static void add_set(struct writer *w, uint32_t path, uint32_t value) {
  struct facts_event *e = add_event(w, FACTS_SET);
  e->a = path;
  e->b = value;
}

static void add_call_of(struct writer *w, uint32_t callee, uint32_t count, const uint32_t *values) {
  uint32_t row = FACTS_APPEND(w->u, values, count);
  for (uint32_t i = 0; i < count; i++) w->u->values.row[row + i] = values[i];
  struct facts_event *e = add_event(w, FACTS_CALL);
  e->b = callee;
  e->argument_begin = row;
  e->argument_count = count;
  e->temp = w->u->functions.row[w->row_of[w->function] - 1].temp_count++;
}

/* Within a group the object is passed on; from main and the thread, and to other groups, it is the
 * global one. */
static void add_call(struct writer *w, uint32_t function) {
  int own = w->function > 1 && group_of(function) == group_of(w->function);
  uint32_t object =
      own ? node(w, FACTS_PARAM, 0, 0) : node(w, FACTS_GLOBAL, group_row(w, group_of(function)), 0);
  uint32_t value = node(w, own ? FACTS_LOAD : FACTS_ADDRESS, object, 0);
  add_call_of(w, node(w, FACTS_FUNCTION, function_row(w, function), 0), 1, &value);
}

static void add_lock_call(struct writer *w, uint32_t function) {
  uint32_t lock = node(w, FACTS_ADDRESS, field_of(w, 0, FIELD_LOCK), 0);
  add_call_of(w, node(w, FACTS_FUNCTION, function, 0), 1, &lock);
}

static void begin_block(struct writer *w) {
  uint32_t row = FACTS_APPEND(w->u, blocks, 1);
  w->u->blocks.row[row] = (struct facts_block){
      .event_begin = w->u->events.count, .exit = FACTS_RETURN, .place = place(w)};
  w->u->functions.row[w->row_of[w->function] - 1].block_count++;
}

/* Ends the block with a test of local 0; the blocks that follow are the two ways. */
static void branch(struct writer *w, uint32_t yes, uint32_t no) {
  struct facts_block *block = &w->u->blocks.row[w->u->blocks.count - 1];
  block->exit = FACTS_BRANCH;
  block->value = node(w, FACTS_LOAD, node(w, FACTS_LOCAL, 0, 0), 0);
  block->successor_count = 2;
  block->successor_begin = FACTS_APPEND(w->u, successors, 2);
  w->u->successors.row[block->successor_begin] = yes;
  w->u->successors.row[block->successor_begin + 1] = no;
}

static void write_helpers(struct writer *w) {
  const struct shape *s = w->shape;
  for (uint32_t c = s->first[w->function]; c; c = s->next[c])
    if (shape_kind(c) == KIND_HELPER) add_call(w, c);
}

/* What a function does between its calls, by its kind; then, in the second block, the rest. */
static void write_work(struct writer *w) {
  enum side side = side_of_group(group_of(w->function));
  uint32_t local = node(w, FACTS_LOCAL, 0, 0);
  uint32_t one = node(w, FACTS_LOAD, local, 0);
  add_event(w, FACTS_SCOPE)->a = local;
  add_set(w, local, facts_integer(w->u, w->function % 7));
  add_set(w, local, facts_node(w->u, FACTS_BINARY, one, FACTS_ADD, facts_integer(w->u, 1)));
  switch (shape_kind(w->function)) {
  case KIND_OWNER:
    if (side != SIDE_BOTH)
      add_access(w, field_of(w, 0, FIELD_OWNED), FACTS_ACCESS_READ | FACTS_ACCESS_WRITE);
    break;
  case KIND_HELPER:
    add_access(w, field_of(w, 0, FIELD_GUARDED), FACTS_ACCESS_READ);
    add_access(w, field_of(w, 0, FIELD_GUARDED), FACTS_ACCESS_WRITE);
    write_helpers(w);
    break;
  default: add_access(w, field_of(w, 0, FIELD_COUNT), FACTS_ACCESS_READ | FACTS_ACCESS_ATOMIC);
  }
}

/* Takes the lock, and gives it back on both ways out. */
static void write_locked(struct writer *w) {
  add_lock_call(w, w->mutex_lock);
  add_access(w, field_of(w, 0, FIELD_GUARDED), FACTS_ACCESS_WRITE);
  branch(w, 1, 2);
  begin_block(w);
  write_helpers(w);
  add_lock_call(w, w->mutex_unlock);
  begin_block(w);
  add_access(w, field_of(w, 0, FIELD_GUARDED), FACTS_ACCESS_READ);
  add_lock_call(w, w->mutex_unlock);
}

static void write_planted(struct writer *w) {
  add_access(w, field_of(w, 0, FIELD_GUARDED), FACTS_ACCESS_WRITE);
  fprintf(stderr, "unit_%u.c:%u:3\n", w->unit, w->line);
}

/* A pointer to a leaf of the unit is kept in the object, and called elsewhere. */
static void write_pointer(struct writer *w) {
  uint32_t at = w->function % UNIT_FUNCTIONS, leaf = w->function - at + UNIT_FUNCTIONS - 1;
  if (shape_kind(w->function) != KIND_PLAIN || leaf >= w->shape->count || at < 8) return;
  uint32_t field = field_of(w, 0, FIELD_OPERATION);
  uint32_t object = node(w, FACTS_LOAD, node(w, FACTS_PARAM, 0, 0), 0);
  if (at % 32 == 6) add_set(w, field, node(w, FACTS_FUNCTION, function_row(w, leaf), 0));
  if (at % 32 == 22) add_call_of(w, node(w, FACTS_LOAD, field, 0), 1, &object);
}

/* What a later condition could read: the result of the last call. */
static void keep_result(struct writer *w) {
  uint32_t temps = w->u->functions.row[w->row_of[w->function] - 1].temp_count;
  if (!temps) return;
  uint32_t result = node(w, FACTS_LOAD, node(w, FACTS_TEMP, temps - 1, 0), 0);
  add_set(w, node(w, FACTS_LOCAL, 0, 0), result);
}

static void write_calls(struct writer *w) {
  uint32_t calls[MOST_CALLS], count = shape_calls(w->shape, w->function, calls);
  enum kind kind = shape_kind(w->function);
  for (uint32_t i = 0; i < (count + 1) / 2; i++) add_call(w, calls[i]);
  keep_result(w);
  if (kind != KIND_LOCKED) {
    branch(w, 1, 2);
    begin_block(w);
    w->u->blocks.row[w->u->blocks.count - 1].exit = FACTS_GOTO;
    uint32_t to = FACTS_APPEND(w->u, successors, 1);
    w->u->successors.row[to] = 2;
    w->u->blocks.row[w->u->blocks.count - 1].successor_begin = to;
    w->u->blocks.row[w->u->blocks.count - 1].successor_count = 1;
  }
  for (uint32_t i = (count + 1) / 2; i < count; i++) add_call(w, calls[i]);
  if (kind != KIND_LOCKED) begin_block(w);
  else write_locked(w);
}

static void start_worker(struct writer *w) {
  uint32_t zero = facts_integer(w->u, 0), worker = node(w, FACTS_FUNCTION, function_row(w, 1), 0);
  uint32_t thread = node(w, FACTS_ADDRESS, node(w, FACTS_LOCAL, 0, 0), 0);
  uint32_t create = add_function(w, text(w, "pthread_create", 0), FACTS_FUNCTION_SYSTEM, 0);
  uint32_t values[] = {thread, zero, worker, zero};
  add_call_of(w, node(w, FACTS_FUNCTION, create, 0), 4, values);
}

static void add_parameter_and_local(struct writer *w, uint32_t row) {
  struct facts_type number = {text(w, "int", 0), FACTS_TYPE_ARITHMETIC, FACTS_NONE};
  struct facts_type pointer = {text(w, "void *", 0), FACTS_TYPE_POINTER, FACTS_NONE};
  uint32_t parameter = FACTS_APPEND(w->u, parameters, 1), local = FACTS_APPEND(w->u, locals, 1);
  w->u->parameters.row[parameter].name = text(w, "object", 0);
  w->u->parameters.row[parameter].type = pointer;
  w->u->locals.row[local].name = text(w, "i", 0);
  w->u->locals.row[local].type = number;
  struct facts_function *f = &w->u->functions.row[row];
  f->parameter_begin = parameter;
  f->parameter_count = 1;
  f->local_begin = local;
  f->local_count = 1;
}

static void write_body(struct writer *w, uint32_t function) {
  uint32_t row = w->row_of[function] - 1;
  w->function = function;
  w->line += 2;
  w->u->functions.row[row].place = place(w);
  add_parameter_and_local(w, row);
  if (function == 1)
    w->u->functions.row[row].annotations = annotate(w, "thread_entry", "worker", 0);
  w->u->functions.row[row].block_begin = w->u->blocks.count;
  begin_block(w);
  if (function == 0) start_worker(w);
  if (function > 1) write_work(w);
  if (shape_is_planted(w->shape, function)) write_planted(w);
  write_pointer(w);
  write_calls(w);
  w->line++;
  w->u->functions.row[row].end = place(w);
}

static void write_unit(struct writer *w, uint32_t unit) {
  w->u = facts_new();
  if (!w->u) abort();
  w->unit = unit;
  w->group_count = w->named_count = 0;
  w->line = 1;
  w->u->main_file = facts_file(w->u, facts_text(w->u, text(w, "unit_%u.c", unit)));
  w->u->producer = text(w, "generate_facts", 0);
  w->u->language = text(w, "C", 0);
  declare_role(w, "thread_role", "main");
  declare_role(w, "thread_role", "worker");
  w->mutex_lock = add_function(w, text(w, "pthread_mutex_lock", 0), FACTS_FUNCTION_SYSTEM, 0);
  w->mutex_unlock = add_function(w, text(w, "pthread_mutex_unlock", 0), FACTS_FUNCTION_SYSTEM, 0);
  uint32_t first = unit * UNIT_FUNCTIONS, end = first + UNIT_FUNCTIONS;
  if (end > w->shape->count) end = w->shape->count;
  for (uint32_t i = first; i < end; i++) function_row(w, i);
  for (uint32_t i = first; i < end; i++) write_body(w, i);
  w->events += w->u->events.count;
  unsigned char *bytes;
  size_t length = facts_encode(w->u, &bytes);
  if (!length || fwrite(bytes, 1, length, stdout) != length) abort();
  free(bytes);
  facts_free(w->u);
  for (uint32_t i = 0; i < w->named_count; i++) w->row_of[w->named[i]] = 0;
}

int main(int count, char **words) {
  uint32_t functions = count > 1 ? (uint32_t)strtoul(words[1], NULL, 10) : 0;
  if (functions < PLANTED * 2 * UNIT_FUNCTIONS)
    return fputs("usage: generate_facts FUNCTIONS [SEED], of 4000 functions or more\n", stderr), 2;
  struct shape shape;
  shape_make(&shape, functions, count > 2 ? strtoull(words[2], NULL, 10) : 1);
  struct writer w = {.shape = &shape,
                     .row_of = calloc(functions, sizeof *w.row_of),
                     .named = calloc(functions, sizeof *w.named)};
  if (!w.row_of || !w.named) abort();
  for (uint32_t unit = 0; unit <= unit_of(functions - 1); unit++) write_unit(&w, unit);
  free(w.row_of);
  free(w.named);
  shape_free(&shape);
  fprintf(stderr, "%u functions in %u units, %llu events\n", functions, unit_of(functions - 1) + 1,
          (unsigned long long)w.events);
  return fflush(stdout) != 0;
}
