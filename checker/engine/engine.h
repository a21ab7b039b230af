/* The engine: facts in, findings out.
 *
 *     struct engine *engine = engine_new(ENGINE_CLOSED_WORLD);
 *     engine_add(engine, unit);                      // once for each unit
 *     engine_run(engine);
 *     for (uint32_t i = 0; i < engine_finding_count(engine); i++) print(engine_finding(engine, i));
 *     engine_free(engine);
 *
 * A pure function of the units: no clock, no environment, no files, no printing. One engine is
 * used by one thread at a time. */
#ifndef CUSTODY_ENGINE_H
#define CUSTODY_ENGINE_H

#include "finding.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct engine;
struct facts_unit;

enum engine_world {
  ENGINE_CLOSED_WORLD, /**< the units are the whole program */
  ENGINE_OPEN_WORLD    /**< other files exist: only what none of them could excuse is reported */
};

/** What is known of one access, in the order of the unit's sites. */
enum engine_status {
  ENGINE_UNPROVED, /**< check it at run time */
  ENGINE_PROVED,   /**< no thread, role or caller can make it wrong */
  ENGINE_WRONG     /**< reported */
};

struct engine_statistics {
  uint32_t units, functions, accesses, proved, merged_states;
  uint32_t unresolved_calls; /**< calls through a pointer that nothing was seen to be stored in */
  uint32_t calls_by_type;    /**< those of which only the pointer's type says whom they reach */
};

/** Of the accesses to fields and variables that have a rule. */
struct engine_coverage {
  uint32_t accesses, proved, reported;
  uint32_t subjects; /**< fields and variables that they are of */
};

struct engine *engine_new(enum engine_world world);

/** Adds a unit. The engine keeps a pointer to it: it must live as long as the engine. */
void engine_add(struct engine *engine, const struct facts_unit *unit);

void engine_run(struct engine *engine);

uint32_t engine_finding_count(const struct engine *engine);
const struct finding *engine_finding(const struct engine *engine, uint32_t index);

/** The status of access `site` of the unit that was added as number `unit`, from 0. */
enum engine_status engine_site(const struct engine *engine, uint32_t unit, uint32_t site);

/** What the annotations leave out of the check: UNCHECKED data and NO_CHECK functions. */
uint32_t engine_exemption_count(const struct engine *engine);
const struct exemption *engine_exemption(const struct engine *engine, uint32_t index);

/** Of a whole program: entries of the user's policies that speak of nothing in it, sorted by place. */
uint32_t engine_unmet_count(const struct engine *engine);
const struct unmet_entry *engine_unmet(const struct engine *engine, uint32_t index);

/** Of a whole program: the calls of which the statistics count that they are not resolved, or by type
 * only, sorted by place. */
uint32_t engine_unresolved_count(const struct engine *engine);
const struct unresolved_call *engine_unresolved(const struct engine *engine, uint32_t index);

/** Of a whole program that has been run: lists the accesses to data with a rule that are neither
 * proved nor reported, sorted by field and place. What is not checked counts as unproved here. */
void engine_list_unproved(struct engine *engine);
uint32_t engine_unproved_count(const struct engine *engine);
const struct unproved_access *engine_unproved(const struct engine *engine, uint32_t index);
const struct engine_coverage *engine_coverage(const struct engine *engine);

const struct engine_statistics *engine_statistics(const struct engine *engine);

void engine_free(struct engine *engine);

#ifdef __cplusplus
}
#endif
#endif
