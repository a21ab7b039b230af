/* The life of one engine: units are added, then linked, their annotations read, calls resolved,
 * contexts found, functions analysed, and what was seen put into words. */
#include "engine.h"

#include "beside.h"
#include "blocking.h"
#include "context.h"
#include "flow.h"
#include "handler.h"
#include "intern.h"
#include "nesting.h"
#include "program.h"
#include "report.h"
#include "wrapper.h"
#include "writers.h"

#include <stdlib.h>

struct engine {
  struct program program;
};

struct engine *engine_new(enum engine_world world) {
  struct engine *engine = calloc(1, sizeof *engine);
  if (!engine) abort();
  engine->program.world = world;
  engine->program.scratch.chunk = 1 << 14;
  engine->program.interner = interner_new();
  engine->program.order = ARENA_ARRAY(&engine->program.arena, struct lock_order, 1);
  engine->program.reporter = reporter_new(&engine->program);
  return engine;
}

void engine_add(struct engine *engine, const struct facts_unit *unit) {
  struct program *p = &engine->program;
  uint32_t at =
      facts_append_rows((void **)&p->units, &p->unit_count, &p->unit_capacity, sizeof *p->units, 1);
  p->units[at].facts = unit;
  p->statistics.units++;
}

static void count_proved(struct program *p) {
  for (uint32_t i = 0; i < p->unit_count; i++)
    for (uint32_t k = 0; k < p->units[i].facts->site_count; k++)
      p->statistics.proved += p->units[i].site_status[k] == 1;
  for (uint32_t i = 0; i < p->functions.count; i++)
    p->statistics.functions += (uint32_t)is_defined(&p->functions.row[i]);
}

void engine_run(struct engine *engine) {
  struct program *p = &engine->program;
  program_link(p);
  program_read_annotations(p);
  program_check_rules(p);
  program_find_recursive(p);
  program_resolve_calls(p);
  program_find_contexts(p);
  program_check_single_roles(p);
  program_check_blocking(p);
  program_check_signals(p);
  program_find_writers(p);
  program_find_touched(p);
  program_analyse(p);
  program_check_order(p);
  reporter_finish(p);
  program_list_unresolved(p);
  program_list_unmet(p);
  count_proved(p);
}

uint32_t engine_finding_count(const struct engine *engine) {
  return reporter_count(engine->program.reporter);
}

const struct finding *engine_finding(const struct engine *engine, uint32_t index) {
  return reporter_finding(engine->program.reporter, index);
}

enum engine_status engine_site(const struct engine *engine, uint32_t unit, uint32_t site) {
  const struct program *p = &engine->program;
  if (unit >= p->unit_count || site >= p->units[unit].facts->site_count) return ENGINE_UNPROVED;
  switch (p->units[unit].site_status[site]) {
  case 1: return ENGINE_PROVED;
  case 3: return ENGINE_WRONG;
  default: return ENGINE_UNPROVED;
  }
}

uint32_t engine_exemption_count(const struct engine *engine) {
  return engine->program.exemptions.count;
}

const struct exemption *engine_exemption(const struct engine *engine, uint32_t index) {
  return index < engine->program.exemptions.count ? &engine->program.exemptions.row[index] : NULL;
}

uint32_t engine_unmet_count(const struct engine *engine) { return engine->program.unmet.count; }

const struct unmet_entry *engine_unmet(const struct engine *engine, uint32_t index) {
  return index < engine->program.unmet.count ? &engine->program.unmet.row[index] : NULL;
}

uint32_t engine_unresolved_count(const struct engine *engine) {
  return engine->program.unresolved.count;
}

const struct unresolved_call *engine_unresolved(const struct engine *engine, uint32_t index) {
  return index < engine->program.unresolved.count ? &engine->program.unresolved.row[index] : NULL;
}

void engine_list_unproved(struct engine *engine) { program_list_unproved(&engine->program); }

uint32_t engine_unproved_count(const struct engine *engine) {
  return engine->program.unproved.count;
}

const struct unproved_access *engine_unproved(const struct engine *engine, uint32_t index) {
  return index < engine->program.unproved.count ? &engine->program.unproved.row[index] : NULL;
}

const struct engine_coverage *engine_coverage(const struct engine *engine) {
  return &engine->program.coverage;
}

const struct engine_statistics *engine_statistics(const struct engine *engine) {
  return &engine->program.statistics;
}

void engine_free(struct engine *engine) {
  if (!engine) return;
  struct program *p = &engine->program;
  program_forget_pointers(p);
  reporter_free(p->reporter);
  wrapper_forget(p);
  interner_free(p->interner);
  program_forget_nodes(p);
  free(p->records.row);
  free(p->fields.row);
  free(p->globals.row);
  free(p->functions.row);
  free(p->roles.row);
  free(p->exemptions.row);
  free(p->unresolved.row);
  free(p->unmet.row);
  free(p->doubts.row);
  free(p->unproved.row);
  free(p->duties.row);
  free(p->handles.row);
  free(p->order->nestings.row);
  free(p->order->calls.row);
  free(p->order->declared.row);
  free(p->ordered.row);
  free(p->group_counts.row);
  if (p->contexts) free(p->contexts->arrivals);
  free(p->units);
  arena_free(&p->arena);
  arena_free(&p->scratch);
  free(engine);
}
