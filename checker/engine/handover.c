/* Which functions give objects away or take them: TRANSFER, TRANSFER_IF and TAKES of parameters and
 * results, read from every declaration of a function. */
#include "program.h"

#include <string.h>

struct reading {
  struct program *p;
  uint32_t unit;
  const struct facts_unit *u;
  struct function *f;
  const struct facts_function *facts;
};

static int is_known(const struct function *f, const struct handover *h) {
  for (uint32_t i = 0; i < f->handover_count; i++)
    if (f->handovers[i].parameter == h->parameter && f->handovers[i].takes == h->takes) return 1;
  return 0;
}

static void add(const struct reading *r, struct handover h) {
  struct function *f = r->f;
  if (is_known(f, &h)) return;
  struct handover *grown = ARENA_ARRAY(&r->p->arena, struct handover, f->handover_count + 1);
  if (f->handover_count) memcpy(grown, f->handovers, f->handover_count * sizeof *grown);
  grown[f->handover_count++] = h;
  f->handovers = grown;
  r->p->has_handovers = 1;
}

static void read(const struct reading *r, const struct facts_annotations *list,
                 uint32_t parameter) {
  for (uint32_t i = 0; i < list->count; i++) {
    const struct facts_annotation *a = &r->u->annotations.row[list->begin + i];
    const char *name = facts_text(r->u, a->name);
    int is_if = strcmp(name, "transfer_if") == 0, takes = strcmp(name, "takes") == 0;
    if (!is_if && !takes && strcmp(name, "transfer") != 0) continue;
    const struct facts_argument *argument =
        is_if && a->argument_count ? &r->u->arguments.row[a->argument_begin] : NULL;
    if (is_if && (!argument || !argument->path)) continue; /* the frontend said why */
    add(r, (struct handover){.parameter = parameter,
                             .takes = (uint8_t)takes,
                             .condition = argument ? r->p->units[r->unit].nodes[argument->path] : 0,
                             .text = argument ? arena_format(&r->p->arena, "TRANSFER_IF(%s)",
                                                             facts_text(r->u, argument->text))
                                     : takes  ? "TAKES"
                                              : "TRANSFER",
                             .place = program_place(r->p, r->unit, a->place)});
  }
}

static uint32_t record_of_parameter(const struct reading *r, uint32_t index) {
  uint32_t record = r->u->parameters.row[r->facts->parameter_begin + index].type.record;
  return record == FACTS_NONE ? FACTS_NONE : r->p->units[r->unit].records[record];
}

/* Objects of the type that a function TAKES have no one holder for life; nor has any, where it says
 * no type (void *), or the type of the result, which facts do not tell. */
static void note_taken(const struct reading *r) {
  for (uint32_t i = 0; i < r->f->handover_count; i++) {
    const struct handover *h = &r->f->handovers[i];
    uint32_t record = h->parameter < r->facts->parameter_count
                          ? record_of_parameter(r, h->parameter)
                          : FACTS_NONE;
    for (uint32_t k = 0; h->takes && k < r->p->records.count; k++)
      if (record == FACTS_NONE || record == k) r->p->records.row[k].is_taken = 1;
  }
}

void program_read_handovers(struct program *p) {
  for (uint32_t unit = 0; unit < p->unit_count; unit++) {
    const struct facts_unit *u = p->units[unit].facts;
    for (uint32_t i = 0; i < u->functions.count; i++) {
      const struct facts_function *facts = &u->functions.row[i];
      struct function *f = &p->functions.row[p->units[unit].functions[i]];
      struct reading r = {p, unit, u, f, facts};
      read(&r, &facts->annotations, HANDOVER_RESULT);
      for (uint32_t k = 0; k < facts->parameter_count; k++)
        read(&r, &u->parameters.row[facts->parameter_begin + k].annotations, k);
      note_taken(&r);
    }
  }
}
