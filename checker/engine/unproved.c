/* The accesses to data with a rule that are neither proved nor reported, field by field, each with
 * what stood in the way of the proof. Of a whole program only, and only for who asks: the analysis
 * itself needs no such list, but notes the first doubt of each access. */
#include "body.h"
#include "program.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

void body_doubt(struct body *b, const struct need *need, enum doubt_kind kind) {
  const struct origin *o = need->origin;
  uint32_t *doubt = o->doubt;
  if (!b->final || !doubt || *doubt || b->p->world == ENGINE_OPEN_WORLD) return;
  *doubt = FACTS_APPEND(b->p, doubts, 1) + 1;
  b->p->doubts.row[*doubt - 1] =
      (struct doubt){.kind = (uint8_t)kind, .function = b->function, .place = b->place};
  for (uint32_t i = 0; kind == DOUBT_PERHAPS_HELD && i < need->guard_count; i++)
    if (need->guards[i].perhaps)
      b->p->doubts.row[*doubt - 1].lock = node_text(b->p, b->f, need->guards[i].lock);
}

/* The rule of an access: of the path or of a part of it; of a whole record, one of its fields'. */
static const struct rule *rule_at(const struct program *p, const struct function *f,
                                  const struct facts_event *e, const char **subject) {
  uint32_t path = linked(p, f, e->a), part = body_ruled_part(p, path);
  const struct facts_node *n = node_of(p, part);
  if (part && n->kind == FACTS_GLOBAL) {
    *subject = p->globals.row[n->a].name;
    return p->globals.row[n->a].rule;
  }
  if (part) {
    const struct field *field = &p->fields.row[n->b];
    *subject = arena_format((struct arena *)&p->arena, "%s.%s", p->records.row[field->record].name,
                            field->name);
    return field->rule ? field->rule : field->type_rule;
  }
  uint32_t record = e->bits & FACTS_ACCESS_WHOLE ? program_record_at(p, f, path) : FACTS_NONE;
  for (uint32_t i = 0; record != FACTS_NONE && i < p->records.row[record].field_count; i++) {
    const struct rule *rule = p->fields.row[p->records.row[record].fields[i]].rule;
    if (!rule) continue;
    *subject = arena_format((struct arena *)&p->arena, "%s.*", p->records.row[record].name);
    return rule;
  }
  return NULL;
}

static const char *reason_of(struct program *p, const struct function *f,
                             const struct doubt *doubt) {
  const char *at = doubt ? p->functions.row[doubt->function].display : "";
  if (f->no_check) return "the function is not checked";
  if (!doubt && f->summary && !f->summary->known) return "the function is too large";
  if (!doubt) return "nothing is seen to come here";
  switch ((enum doubt_kind)doubt->kind) {
  case DOUBT_PERHAPS_HELD:
    return arena_format(&p->arena,
                        "'%s' is held on some ways through '%s' only, or another of its kind",
                        doubt->lock ? doubt->lock : "the lock", at);
  case DOUBT_BUILT: return arena_format(&p->arena, "'%s' may still be building the object", at);
  case DOUBT_NO_NAME: return arena_format(&p->arena, "'%s' has no name for the lock or object", at);
  case DOUBT_CALLERS: return arena_format(&p->arena, "who calls '%s' is not known", at);
  case DOUBT_TOO_MUCH: return arena_format(&p->arena, "too much is open in '%s'", at);
  default: return arena_format(&p->arena, "the role that comes to '%s' is not known", at);
  }
}

static void look_at(struct program *p, const struct function *f, const struct facts_event *e) {
  const char *subject = NULL;
  const struct rule *rule;
  if (e->kind != FACTS_ACCESS || (e->bits & FACTS_ACCESS_TOUCH)) return;
  if (!(rule = rule_at(p, f, e, &subject)) || rule->kind == CUSTODY_RULE_NONE) return;
  const struct unit_map *u = &p->units[f->unit];
  struct place place = program_place(p, f->unit, e->place);
  uint32_t doubt = u->site_doubt[e->site], row = FACTS_APPEND(p, unproved, 1);
  struct unproved_access *a = &p->unproved.row[row];
  *a = (struct unproved_access){.place = {place.file, place.line, place.column},
                                .subject = subject,
                                .function = f->display,
                                .is_write = (e->bits & FACTS_ACCESS_WRITE) != 0};
  if (u->site_status[e->site] == 1) p->coverage.proved++;
  else if (u->site_status[e->site] == 3) p->coverage.reported++;
  else a->reason = reason_of(p, f, doubt ? &p->doubts.row[doubt - 1] : NULL);
  p->coverage.accesses++;
}

static int compare(const void *left, const void *right) {
  const struct unproved_access *a = left, *b = right;
  int order = strcmp(a->subject, b->subject);
  if (!order) order = strcmp(a->place.file, b->place.file);
  if (!order) order = (a->place.line > b->place.line) - (a->place.line < b->place.line);
  if (!order) order = (a->place.column > b->place.column) - (a->place.column < b->place.column);
  return order ? order : a->is_write - b->is_write;
}

/* Leaves the unproved rows, each with how many accesses its field has and how many are unproved.
 * What stands in a header is as often there as there are files that include it. */
static void keep_unproved(struct program *p) {
  struct unproved_access *row = p->unproved.row;
  uint32_t count = p->unproved.count, kept = 0;
  for (uint32_t first = 0, end; first < count; first = end) {
    uint32_t begin = kept, unproved = 0;
    for (end = first; end < count && !strcmp(row[first].subject, row[end].subject); end++)
      unproved += row[end].reason != NULL;
    uint32_t total = end - first;
    for (uint32_t i = first; i < end; i++) {
      if (!row[i].reason || (kept > begin && compare(&row[kept - 1], &row[i]) == 0)) continue;
      row[kept] = row[i];
      row[kept].of_subject = total;
      row[kept++].unproved_of_subject = unproved;
    }
    p->coverage.subjects++;
  }
  p->unproved.count = kept;
}

void program_list_unproved(struct program *p) {
  memset(&p->coverage, 0, sizeof p->coverage);
  p->unproved.count = 0;
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    for (uint32_t b = 0; is_defined(f) && b < f->facts->block_count; b++)
      for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++)
        look_at(p, f, event_at(p, f, blocks_of(p, f)[b].event_begin + k));
  }
  if (p->unproved.count)
    qsort(p->unproved.row, p->unproved.count, sizeof *p->unproved.row, compare);
  keep_unproved(p);
}
