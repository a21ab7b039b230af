#include "engine.h"

#include <stdlib.h>

struct engine { enum engine_world world; struct engine_statistics statistics; };
struct engine *engine_new(enum engine_world world) {
  struct engine *e = calloc(1, sizeof *e);
  if (e) e->world = world;
  return e;
}
void engine_add(struct engine *engine, const struct facts_unit *unit) { (void)unit; engine->statistics.units++; }
void engine_run(struct engine *engine) { (void)engine; }
uint32_t engine_finding_count(const struct engine *engine) { (void)engine; return 0; }
const struct finding *engine_finding(const struct engine *engine, uint32_t index) { (void)engine; (void)index; return NULL; }
enum engine_status engine_site(const struct engine *engine, uint32_t unit, uint32_t site) { (void)engine; (void)unit; (void)site; return ENGINE_UNPROVED; }
const struct engine_statistics *engine_statistics(const struct engine *engine) { return &engine->statistics; }
void engine_free(struct engine *engine) { free(engine); }
