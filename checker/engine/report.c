/* Collects what the analysis saw and makes findings of it: what is the same place reached in
 * several contexts becomes one finding with a chain for each; equal findings of one header in
 * several files become one; all are sorted by place. wording.c has the sentences. */
#include "report.h"
#include "context.h"
#include "key.h"
#include "state.h"
#include "value.h"
#include "wording.h"
#include "wrapper.h"

#include <stdlib.h>
#include <string.h>

struct draft {
  struct finding finding;
  uint32_t next; /* the draft before it of the same origin, +1 */
  uint32_t context_count;
  struct wrapper_wait wait;
  struct notes notes;
};

struct reporter {
  FACTS_TABLE(struct draft, drafts);
  FACTS_TABLE(struct finding, findings);
};

enum { MAX_CHAINS = 4 };

struct reporter *reporter_new(struct program *p) {
  (void)p;
  struct reporter *r = calloc(1, sizeof *r);
  if (!r) abort();
  return r;
}

void reporter_free(struct reporter *r) {
  if (!r) return;
  for (uint32_t i = 0; i < r->drafts.count; i++) free(r->drafts.row[i].notes.row);
  free(r->drafts.row);
  free(r->findings.row);
  free(r);
}

void notes_add(struct notes *notes, struct place place, const char *text) {
  uint32_t at = facts_append_rows((void **)&notes->row, &notes->count, &notes->capacity,
                                  sizeof *notes->row, 1);
  notes->row[at] = (struct finding_note){{place.file, place.line, place.column}, text};
}

static struct draft *add_draft(struct program *p, enum custody_finding group, struct place place,
                               const char *text, const char *subject, const char *function) {
  struct reporter *r = p->reporter;
  uint32_t at = FACTS_APPEND(r, drafts, 1);
  r->drafts.row[at].finding = (struct finding){.group = group,
                                               .place = {place.file, place.line, place.column},
                                               .text = text,
                                               .subject = subject,
                                               .function = function,
                                               .key = key_of(p, group, subject, function)};
  r->drafts.row[at].wait.name = FACTS_NONE;
  return &r->drafts.row[at];
}

static struct draft *find_draft(struct program *p, const struct origin *origin,
                                enum custody_finding group) {
  struct reporter *r = p->reporter;
  for (uint32_t at = origin->draft; at; at = r->drafts.row[at - 1].next)
    if (r->drafts.row[at - 1].finding.group == group) return &r->drafts.row[at - 1];
  return NULL;
}

/* A function without known callers gives back a lock, or needs the one that it gives back. */
static struct wrapper_wait wait_of(struct program *p, const struct need *need,
                                   struct custody_verdict verdict) {
  struct wrapper_wait wait = {FACTS_NONE, FACTS_NONE};
  int gives = need->origin->kind == NEED_HELD && verdict.finding == CUSTODY_FINDING_BALANCE;
  if (!gives && (verdict.finding != CUSTODY_FINDING_LOCK || need->guard_count != 1)) return wait;
  wait.name = wrapper_name(p, &p->functions.row[need->function], need->guards[0].lock);
  if (!gives) wait.function = need->function;
  return wait;
}

void report_need(struct program *p, const struct need *need, uint32_t context,
                 struct custody_verdict verdict) {
  struct origin *o = need->origin;
  const struct function *f = &p->functions.row[o->function];
  struct draft *d = find_draft(p, o, verdict.finding);
  if (!d) {
    d = add_draft(p, verdict.finding, o->place, wording_of_need(p, need, context, verdict),
                  origin_subject(p, o), f->display);
    d->finding.key = key_of_need(p, o, verdict.finding);
    d->next = o->draft;
    o->draft = p->reporter->drafts.count;
    notes_of_rule(p, &d->notes, need);
    notes_of_chain(p, &d->notes, need, context);
    notes_of_locks(p, &d->notes, need, verdict);
    notes_of_advice(p, &d->notes, need, verdict);
    d->context_count = 1;
    d->wait = wait_of(p, need, verdict);
    return;
  }
  if (d->context_count++ < MAX_CHAINS) notes_of_chain(p, &d->notes, need, context);
  if (wait_of(p, need, verdict).name == FACTS_NONE) d->wait.name = FACTS_NONE;
}

void report_role(struct program *p, uint32_t caller, uint32_t callee, struct place place,
                 uint32_t context) {
  const struct function *f = &p->functions.row[callee], *from = &p->functions.row[caller];
  struct draft *d = add_draft(p, CUSTODY_FINDING_ROLE, place, wording_of_role(p, callee, context),
                              f->display, from->display);
  d->finding.key = key_of_role(p, caller, callee);
  struct place rule = f->runs_on ? f->runs_on_place : f->place;
  notes_add(&d->notes, rule, arena_format(&p->arena, "'%s' is bound to its role here", f->display));
  notes_of_arrival(p, &d->notes, caller, context);
}

static const char *handover_text(const struct function *f) {
  for (uint32_t i = 0; i < f->handover_count; i++)
    if (!f->handovers[i].takes) return f->handovers[i].text;
  return NULL;
}

void report_transfer(struct program *p, uint32_t function, uint32_t path, const char *done,
                     struct place place, const struct hand *given) {
  const struct function *f = &p->functions.row[function];
  const char *name = node_text(p, f, path);
  const char *text = arena_format(&p->arena, "'%s' is %s after it was given away", name, done);
  struct draft *d = add_draft(p, CUSTODY_FINDING_TRANSFER, place, text, name, f->display);
  if (given->callee == FACTS_NONE) {
    notes_add(&d->notes, given->place, "the new thread that is started here got the object");
    return;
  }
  const struct function *callee = &p->functions.row[given->callee];
  notes_add(&d->notes, given->place,
            arena_format(&p->arena, "it was given away to '%s' here", callee->display));
  if (handover_text(callee))
    notes_add(&d->notes, callee->handovers[0].place,
              arena_format(&p->arena, "'%s' is declared %s here", callee->display,
                           handover_text(callee)));
}

void report_escape(struct program *p, uint32_t function, uint32_t path, const struct rule *rule,
                   struct place place, const char *done) {
  const struct function *f = &p->functions.row[function];
  const char *name = node_text(p, f, path);
  const char *text = arena_format(
      &p->arena, "the address of '%s' is %s, so it can be used without its lock", name, done);
  struct draft *d = add_draft(p, CUSTODY_FINDING_ESCAPE, place, text, name, f->display);
  d->finding.key = key_of(p, CUSTODY_FINDING_ESCAPE, key_class(p, path, name), f->display);
  notes_add(&d->notes, rule->place,
            arena_format(&p->arena, "'%s' is declared %s here", name, rule->text));
}

void report_blocking(struct program *p, uint32_t caller, uint32_t callee, struct place place,
                     uint64_t contexts, uint64_t roles) {
  const struct function *f = &p->functions.row[callee], *from = &p->functions.row[caller];
  struct draft *d = NULL;
  for (uint32_t i = 0, chains = 0; i < p->contexts->count; i++) {
    if (!(contexts >> i & 1) || chains++ >= MAX_CHAINS) continue;
    if (!d) {
      d = add_draft(p, CUSTODY_FINDING_BLOCKING, place, wording_of_blocking(p, callee, i),
                    f->display, from->display);
      notes_of_blocking(p, &d->notes, callee, p->contexts->list[i].roles & roles);
    }
    notes_of_arrival(p, &d->notes, caller, i);
  }
}

void report_signal(struct program *p, const struct signal_step *steps, uint32_t at, uint32_t callee,
                   struct place place, enum signal_fault fault) {
  const struct function *f = &p->functions.row[callee];
  struct draft *d =
      add_draft(p, CUSTODY_FINDING_SIGNAL, place, wording_of_signal(p, steps, at, callee, fault),
                f->display, p->functions.row[steps[at].function].display);
  notes_of_signal(p, &d->notes, steps, at);
}

const char report_thread_ends[] = "when the thread ends";

void report_leak(struct program *p, uint32_t function, uint32_t lock, struct place way_out,
                 struct place taken, const char *where) {
  const struct function *f = &p->functions.row[function];
  const char *name = node_text(p, f, lock);
  const char *text =
      where
          ? arena_format(&p->arena, "'%s' is still held when '%s' ends here, %s", name, f->display,
                         where)
          : arena_format(&p->arena, "'%s' ends here without '%s', which its contract says it takes",
                         f->display, name);
  struct draft *d = add_draft(p, CUSTODY_FINDING_BALANCE, way_out, text, name, f->display);
  d->finding.key = key_of(p, CUSTODY_FINDING_BALANCE, key_class(p, lock, "lock"), f->display);
  notes_add(&d->notes, taken,
            where ? arena_format(&p->arena, "'%s' was taken here", name)
                  : "the contract is written here");
  if (where == report_thread_ends)
    d->wait = (struct wrapper_wait){wrapper_name(p, f, lock), FACTS_NONE};
}

void report_twice(struct program *p, uint32_t function, uint32_t lock, struct place place,
                  struct place before, int taken) {
  const struct function *f = &p->functions.row[function];
  const char *name = node_text(p, f, lock);
  const char *text = taken ? arena_format(&p->arena, "'%s' is taken while it is already held", name)
                           : arena_format(&p->arena, "'%s' is given back a second time", name);
  struct draft *d = add_draft(p, CUSTODY_FINDING_BALANCE, place, text, name, f->display);
  d->finding.key = key_of(p, CUSTODY_FINDING_BALANCE, key_class(p, lock, "lock"), f->display);
  notes_add(&d->notes, before,
            arena_format(&p->arena, "'%s' was %s here", name, taken ? "taken" : "given back"));
}

void report_two_threads(struct program *p, struct place place, const char *role,
                        const char *function, const char *text, struct place other,
                        const char *note) {
  struct draft *d = add_draft(p, CUSTODY_FINDING_ROLE, place, text, role, function);
  notes_add(&d->notes, other, note);
}

void report_worded(struct program *p, const struct finding *finding, const struct notes *notes) {
  uint32_t at = FACTS_APPEND(p->reporter, drafts, 1);
  p->reporter->drafts.row[at].finding = *finding;
  p->reporter->drafts.row[at].wait.name = FACTS_NONE;
  p->reporter->drafts.row[at].notes = *notes;
}

void report_annotation(struct program *p, struct place place, const char *text,
                       const char *function, struct place note_place, const char *note) {
  struct draft *d = add_draft(p, CUSTODY_FINDING_ANNOTATION, place, text, "", function);
  d->finding.key =
      key_of(p, CUSTODY_FINDING_ANNOTATION, *function ? function : "?", "its declaration");
  if (note) notes_add(&d->notes, note_place, note);
}

static int compare_places(const struct finding_place *a, const struct finding_place *b) {
  int files = strcmp(a->file, b->file);
  if (files) return files;
  if (a->line != b->line) return a->line < b->line ? -1 : 1;
  return a->column == b->column ? 0 : a->column < b->column ? -1 : 1;
}

static int compare(const void *left, const void *right) {
  const struct finding *a = left, *b = right;
  int places = compare_places(&a->place, &b->place);
  if (places) return places;
  if (a->group != b->group) return a->group < b->group ? -1 : 1;
  int texts = strcmp(a->text, b->text);
  return texts ? texts : (a->note_count > b->note_count) - (a->note_count < b->note_count);
}

static int is_repeat(const struct finding *a, const struct finding *b) {
  return compare_places(&a->place, &b->place) == 0 && a->group == b->group &&
         strcmp(a->subject, b->subject) == 0;
}

void reporter_finish(struct program *p) {
  struct reporter *r = p->reporter;
  for (uint32_t i = 0; i < r->drafts.count; i++) {
    struct draft *d = &r->drafts.row[i];
    if (wrapper_excuses(p, d->wait)) continue;
    d->finding.note_count = d->notes.count;
    d->finding.notes = d->notes.row;
    uint32_t at = FACTS_APPEND(r, findings, 1);
    r->findings.row[at] = d->finding;
  }
  if (r->findings.count)
    qsort(r->findings.row, r->findings.count, sizeof *r->findings.row, compare);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < r->findings.count; i++)
    if (!kept || !is_repeat(&r->findings.row[kept - 1], &r->findings.row[i]))
      r->findings.row[kept++] = r->findings.row[i];
  r->findings.count = kept;
}

uint32_t reporter_count(const struct reporter *r) { return r->findings.count; }

const struct finding *reporter_finding(const struct reporter *r, uint32_t index) {
  return index < r->findings.count ? &r->findings.row[index] : NULL;
}
