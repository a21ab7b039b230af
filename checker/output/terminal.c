/* The terminal: file:line:col, the word, the text, the group; then the notes. */
#include "terminal.h"

#include "engine/engine.h"
#include "source.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

struct terminal {
  FILE *out;
  int colour;
  struct source source;
};

enum style { PLAIN, BOLD, WARNING, NOTE, CARET };

static void style(const struct terminal *t, enum style wanted) {
  static const char *const codes[] = {"\033[0m", "\033[0;1m", "\033[0;1;35m", "\033[0;1;36m",
                                      "\033[0;1;32m"};
  if (t->colour) fputs(codes[wanted], t->out);
}

static void print_place(const struct terminal *t, const struct finding_place *place) {
  if (!place->file[0]) return;
  style(t, BOLD);
  text_print(t->out, place->file);
  if (place->line) fprintf(t->out, ":%" PRIu32, place->line);
  if (place->line && place->column) fprintf(t->out, ":%" PRIu32, place->column);
  fputs(": ", t->out);
}

/* Tabs before the caret stay tabs, so that it stands under its column whatever their width. */
static void print_caret(struct terminal *t, const char *line, uint32_t column) {
  for (uint32_t i = 1; i < column && line[i - 1]; i++)
    fputc(line[i - 1] == '\t' ? '\t' : ' ', t->out);
  style(t, CARET);
  fputc('^', t->out);
  style(t, PLAIN);
  fputc('\n', t->out);
}

static void print_source(struct terminal *t, const struct finding_place *place) {
  const char *line = source_line(&t->source, place->file, place->line);
  if (!line) return;
  text_print_source(t->out, line);
  fputc('\n', t->out);
  if (place->column) print_caret(t, line, place->column);
}

static void print_message(struct terminal *t, const struct finding_place *place, const char *word,
                          enum style word_style, const char *text, const char *group) {
  print_place(t, place);
  style(t, word_style);
  fprintf(t->out, "%s: ", word);
  style(t, word_style == NOTE ? PLAIN : BOLD);
  text_print(t->out, text);
  if (group) fprintf(t->out, " [-Wcustody-%s]", group);
  style(t, PLAIN);
  fputc('\n', t->out);
  print_source(t, place);
}

static void print_finding(struct terminal *t, const struct finding *finding) {
  print_message(t, &finding->place, "warning", WARNING, finding->text,
                custody_finding_name(finding->group));
  for (uint32_t i = 0; i < finding->note_count; i++)
    print_message(t, &finding->notes[i].place, "note", NOTE, finding->notes[i].text, NULL);
}

static void print_key(const struct terminal *t, const struct finding *finding) {
  print_place(t, &finding->place);
  style(t, NOTE);
  fputs("note: ", t->out);
  style(t, PLAIN);
  fputs("its key is ", t->out);
  text_print(t->out, finding->key);
  fputc('\n', t->out);
}

void terminal_print_findings(const struct engine *engine, const struct terminal_choice *choice,
                             FILE *out, int colour) {
  struct terminal t = {.out = out, .colour = colour};
  for (uint32_t i = 0; i < engine_finding_count(engine); i++) {
    if (choice->is_known && choice->is_known[i]) continue;
    print_finding(&t, engine_finding(engine, i));
    if (choice->keys) print_key(&t, engine_finding(engine, i));
  }
  source_close(&t.source);
}

void terminal_print_exemptions(const struct engine *engine, FILE *out, int colour) {
  struct terminal t = {.out = out, .colour = colour};
  for (uint32_t i = 0; i < engine_exemption_count(engine); i++) {
    const struct exemption *exemption = engine_exemption(engine, i);
    print_place(&t, &exemption->place);
    style(&t, NOTE);
    fputs("note: ", out);
    style(&t, PLAIN);
    fputs("not checked: '", out);
    text_print(out, exemption->subject);
    fputs("': ", out);
    text_print(out, exemption->reason);
    fputc('\n', out);
  }
}

void terminal_print_unmet(const struct engine *engine, FILE *out, int colour) {
  struct terminal t = {.out = out, .colour = colour};
  for (uint32_t i = 0; i < engine_unmet_count(engine); i++)
    print_message(&t, &engine_unmet(engine, i)->place, "note", NOTE,
                  "this says something of nothing: the program has no such name", NULL);
  source_close(&t.source);
}

void terminal_print_unresolved(const struct engine *engine, FILE *out, int colour) {
  struct terminal t = {.out = out, .colour = colour};
  for (uint32_t i = 0; i < engine_unresolved_count(engine); i++) {
    const struct unresolved_call *call = engine_unresolved(engine, i);
    print_place(&t, &call->place);
    style(&t, NOTE);
    fputs("note: ", out);
    style(&t, PLAIN);
    fputs("the call of '", out);
    text_print(out, call->expression);
    fputs("' in '", out);
    text_print(out, call->caller);
    if (call->by_type)
      fprintf(out, "' is resolved by type only, to %" PRIu32 " function%s\n", call->by_type,
              call->by_type == 1 ? "" : "s");
    else fputs("' is not resolved\n", out);
    print_source(&t, &call->place);
  }
  source_close(&t.source);
}

static void print_unproved(struct terminal *t, const struct unproved_access *access) {
  print_place(t, &access->place);
  style(t, NOTE);
  fputs("note: ", t->out);
  style(t, PLAIN);
  fprintf(t->out, "%s in '", access->is_write ? "written" : "read");
  text_print(t->out, access->function);
  fputs("', not proved: ", t->out);
  text_print(t->out, access->reason);
  fputc('\n', t->out);
  print_source(t, &access->place);
}

void terminal_print_unproved(const struct engine *engine, FILE *out, int colour) {
  struct terminal t = {.out = out, .colour = colour};
  const struct engine_coverage *c = engine_coverage(engine);
  const char *subject = "";
  for (uint32_t i = 0; i < engine_unproved_count(engine); i++) {
    const struct unproved_access *access = engine_unproved(engine, i);
    if (strcmp(subject, access->subject) != 0) {
      subject = access->subject;
      fputc('\'', out);
      text_print(out, subject);
      fprintf(out, "': %" PRIu32 " of %" PRIu32 " accesses not proved\n",
              access->unproved_of_subject, access->of_subject);
    }
    print_unproved(&t, access);
  }
  uint32_t done = c->proved + c->reported;
  uint32_t share = c->accesses ? (uint32_t)((uint64_t)done * 1000 / c->accesses) : 1000;
  fprintf(out,
          "%" PRIu32 " of %" PRIu32 " accesses to %" PRIu32 " fields and variables with a rule are "
          "proved, %" PRIu32 " reported: %" PRIu32 ".%" PRIu32 " %%; %" PRIu32 " are neither\n",
          c->proved, c->accesses, c->subjects, c->reported, share / 10, share % 10,
          c->accesses - done);
  source_close(&t.source);
}

static void print_count(FILE *out, uint32_t count, const char *noun) {
  fprintf(out, "%" PRIu32 " %s%s", count, noun, count == 1 ? "" : "s");
}

void terminal_print_summary(const struct engine *engine, const struct terminal_choice *choice,
                            FILE *out) {
  const struct engine_statistics *s = engine_statistics(engine);
  fputs("custody: ", out);
  uint32_t findings = engine_finding_count(engine) - choice->known_count;
  if (findings) print_count(out, findings, "finding");
  else fputs("no findings", out);
  if (choice->known_count) fprintf(out, ", %" PRIu32 " more suppressed,", choice->known_count);
  fputs(" in ", out);
  print_count(out, s->units, "unit");
  fputs(", ", out);
  print_count(out, s->functions, "function");
  fprintf(out, "; %" PRIu32 " of %" PRIu32 " accesses proved", s->proved, s->accesses);
  if (s->unresolved_calls) {
    fputs("; ", out);
    print_count(out, s->unresolved_calls, "call");
    fputs(" not resolved", out);
  }
  if (s->calls_by_type) {
    fputs("; ", out);
    print_count(out, s->calls_by_type, "call");
    fputs(" resolved by type only", out);
  }
  fputc('\n', out);
}
