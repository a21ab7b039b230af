/* Facts from anybody: decoded, validated, printed and run through the engine, alone and twice.
 *
 * The header's length and hash would stop every mutation, so the mutator changes the body and
 * seals it again; one in eight stays unsealed, for the checks of the header itself. */
#include "engine/engine.h"
#include "facts/dump.h"
#include "facts/facts.h"
#include "facts/header.h"
#include "seal.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t largest);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t largest, unsigned seed);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t largest, unsigned seed) {
  if (seed % 8 == 0 || size < FACTS_HEADER || largest <= FACTS_HEADER)
    return LLVMFuzzerMutate(data, size, largest);
  size_t body = LLVMFuzzerMutate(data + FACTS_HEADER, size - FACTS_HEADER, largest - FACTS_HEADER);
  seal_facts(data, FACTS_HEADER + body);
  return FACTS_HEADER + body;
}

static void require(int condition) {
  if (!condition) abort();
}

/* What every engine must keep to, whatever the facts say. */
static void run_engine(const struct facts_unit *unit, enum engine_world world) {
  struct engine *engine = engine_new(world);
  engine_add(engine, unit);
  engine_run(engine);
  for (uint32_t i = 0; i < engine_finding_count(engine); i++) {
    const struct finding *finding = engine_finding(engine, i);
    require(finding->text && finding->place.file && finding->group != CUSTODY_FINDING_NONE);
  }
  for (uint32_t site = 0; site < unit->site_count && site < 4096; site++)
    require(engine_site(engine, 0, site) <= ENGINE_WRONG);
  require(engine_statistics(engine)->units == 1);
  engine_free(engine);
}

static void write_again(const struct facts_unit *unit) {
  unsigned char *bytes = NULL;
  size_t length = facts_encode(unit, &bytes), used = 0;
  struct facts_error error;
  struct facts_unit *again = facts_decode(bytes, length, &used, &error);
  require(again && used == length);
  facts_free(again);
  free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static FILE *nowhere;
  if (!nowhere) nowhere = fopen("/dev/null", "we");
  struct facts_error error = {0, NULL};
  size_t used = 0;
  struct facts_unit *unit = facts_decode(data, size, &used, &error);
  if (!unit) {
    require(error.message && error.offset <= size);
    return 0;
  }
  require(used <= size);
  facts_dump(unit, nowhere);
  write_again(unit);
  run_engine(unit, ENGINE_CLOSED_WORLD);
  run_engine(unit, ENGINE_OPEN_WORLD);
  facts_free(unit);
  return 0;
}
