/* A unit as text, in the order of its tables. dump_node.c prints the paths. */
#include "dump.h"

#include <inttypes.h>

struct dump {
  const struct facts_unit *unit;
  uint32_t function;
  FILE *out;
};

static void node(const struct dump *d, uint32_t n) {
  facts_dump_node(d->unit, d->function, n, d->out);
}

/* text(d, "field ", name): words of ours, then text of the unit. */
static void text(const struct dump *d, const char *words, const char *of_unit) {
  fputs(words, d->out);
  facts_dump_text(of_unit, d->out);
}

static void string(const struct dump *d, const char *words, uint32_t s) {
  text(d, words, facts_text(d->unit, s));
}

static void place(const struct dump *d, struct facts_place p) {
  text(d, "  @ ", facts_file_name(d->unit, p.file));
  fprintf(d->out, ":%" PRIu32 ":%" PRIu32 "\n", p.line, p.column);
}

static void annotation(const struct dump *d, const struct facts_annotation *a) {
  string(d, " ", a->name);
  fputc('(', d->out);
  for (uint32_t i = 0; i < a->argument_count; i++) {
    const struct facts_argument *argument = &d->unit->arguments.row[a->argument_begin + i];
    string(d, i ? ", " : "", argument->text);
    if (!argument->path) continue;
    fputs(" = ", d->out);
    node(d, argument->path);
  }
  fputc(')', d->out);
}

static void annotations(const struct dump *d, const struct facts_annotations *a) {
  for (uint32_t i = 0; i < a->count; i++) annotation(d, &d->unit->annotations.row[a->begin + i]);
}

static void access(const struct dump *d, const struct facts_event *e) {
  static const char *const bits[] = {"read", "write", "atomic", "whole", "by-address"};
  if (e->bits & FACTS_ACCESS_TOUCH) fputs("    touch", d->out);
  else fprintf(d->out, "    access #%" PRIu32, e->site);
  for (int i = 0; i < 5; i++)
    if (e->bits & 1 << i) fprintf(d->out, " %s", bits[i]);
  fputc(' ', d->out);
  node(d, e->a);
}

static void call(const struct dump *d, const struct facts_event *e) {
  fprintf(d->out, "    %%%" PRIu32 " = call ", e->temp);
  node(d, e->b);
  fputc('(', d->out);
  for (uint32_t i = 0; i < e->argument_count; i++) {
    if (i) fputs(", ", d->out);
    node(d, d->unit->values.row[e->argument_begin + i]);
  }
  fputc(')', d->out);
}

static void event(const struct dump *d, const struct facts_event *e) {
  switch (e->kind) {
  case FACTS_ACCESS: access(d, e); break;
  case FACTS_CALL: call(d, e); break;
  case FACTS_SCOPE:
    fputs("    scope ", d->out);
    node(d, e->a);
    break;
  default:
    fputs("    set ", d->out);
    node(d, e->a);
    fputs(" = ", d->out);
    node(d, e->b);
  }
  place(d, e->place);
}

static void block_exit(const struct dump *d, const struct facts_block *b) {
  static const char *const names[FACTS_EXIT_KINDS] = {"goto", "branch", "switch",
                                                      "any",  "return", "never"};
  fprintf(d->out, "    %s", names[b->exit]);
  if (b->value) {
    fputc(' ', d->out);
    node(d, b->value);
  }
  for (uint32_t i = 0; i < b->successor_count; i++) {
    fputs(i ? ", " : " -> ", d->out);
    if (b->exit == FACTS_SWITCH && i + 1 < b->successor_count)
      fprintf(d->out, "%" PRId64 ": ", d->unit->cases.row[b->case_begin + i]);
    fprintf(d->out, "b%" PRIu32, d->unit->successors.row[b->successor_begin + i]);
  }
  place(d, b->place);
}

static void block(const struct dump *d, uint32_t number, const struct facts_block *b) {
  fprintf(d->out, "   b%" PRIu32 ":\n", number);
  for (uint32_t i = 0; i < b->event_count; i++) event(d, &d->unit->events.row[b->event_begin + i]);
  block_exit(d, b);
}

static void function(struct dump *d, uint32_t row) {
  static const char *const flags[] = {"defined", "noreturn",     "variadic",     "constructor",
                                      "system",  "initialisers", "returns-twice"};
  static const char *const linkages[] = {"internal", "external", "merged"};
  const struct facts_function *f = &d->unit->functions.row[row];
  d->function = row;
  string(d, "function ", f->name);
  fprintf(d->out, " %s", linkages[f->linkage]);
  for (int i = 0; i < 7; i++)
    if (f->flags & 1u << i) fprintf(d->out, " %s", flags[i]);
  annotations(d, &f->annotations);
  place(d, f->place);
  for (uint32_t i = 0; i < f->parameter_count; i++) {
    const struct facts_parameter *p = &d->unit->parameters.row[f->parameter_begin + i];
    if (!p->annotations.count) continue;
    string(d, "   parameter ", p->name);
    annotations(d, &p->annotations);
    fputc('\n', d->out);
  }
  for (uint32_t i = 0; i < f->block_count; i++)
    block(d, i, &d->unit->blocks.row[f->block_begin + i]);
  d->function = FACTS_NONE;
}

static void declarations(const struct dump *d) {
  const struct facts_unit *u = d->unit;
  for (uint32_t i = 0; i < u->file_annotations.count; i++) {
    fputs("file", d->out);
    annotation(d, &u->file_annotations.row[i]);
    place(d, u->file_annotations.row[i].place);
  }
  for (uint32_t i = 0; i < u->records.count; i++) {
    string(d, "record ", u->records.row[i].name);
    annotations(d, &u->records.row[i].annotations);
    place(d, u->records.row[i].place);
  }
  for (uint32_t i = 0; i < u->fields.count; i++) {
    const struct facts_field *f = &u->fields.row[i];
    string(d, "field ", u->records.row[f->record].name);
    string(d, ".", f->name);
    string(d, ": ", f->type.text);
    annotations(d, &f->annotations);
    place(d, f->place);
  }
  for (uint32_t i = 0; i < u->globals.count; i++) {
    const struct facts_global *g = &u->globals.row[i];
    string(d, "variable ", g->name);
    string(d, ": ", g->type.text);
    annotations(d, &g->annotations);
    place(d, g->place);
  }
}

void facts_dump(const struct facts_unit *unit, FILE *out) {
  struct dump d = {unit, FACTS_NONE, out};
  text(&d, "unit ", facts_file_name(unit, unit->main_file));
  string(&d, ": ", unit->language);
  string(&d, ", ", unit->producer);
  fputc('\n', out);
  declarations(&d);
  for (uint32_t i = 0; i < unit->defects.count; i++) {
    string(&d, "defect ", unit->defects.row[i].message);
    place(&d, unit->defects.row[i].place);
  }
  for (uint32_t i = 0; i < unit->functions.count; i++) function(&d, i);
}
