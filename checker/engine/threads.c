/* Which contexts are threads that can wait for each other. A role for one thread, the main thread,
 * and a thread that is started once have no second thread beside them. */
#include "context.h"
#include "known.h"
#include "nesting.h"
#include "phase.h"

#include <stdlib.h>

enum { MAX_CALLERS = 16 };

/** Where a function is called, or started as a thread, as far as it matters: at one place only? */
struct site {
  uint32_t count, caller, block;
};

uint64_t program_certain_contexts(const struct program *p, uint64_t contexts) {
  uint64_t certain = 0;
  for (uint32_t i = 0; i < p->contexts->count; i++) {
    const struct context *c = &p->contexts->list[i];
    int open = p->world == ENGINE_OPEN_WORLD;
    if (c->alone || c->maybe || (open && (i <= CONTEXT_ANYBODY || c->assumed))) continue;
    certain |= (uint64_t)1 << i;
  }
  return contexts & certain;
}

/* Whether control can come back to the block. */
static int is_in_loop(const struct program *p, const struct function *f, uint32_t block) {
  uint32_t count = f->facts->block_count, top = 0;
  const uint32_t *successors = p->units[f->unit].facts->successors.row;
  uint8_t *seen = calloc(count, 1);
  uint32_t *work = malloc((count + 1) * sizeof *work);
  if (!seen || !work) abort();
  for (work[top++] = block; top && !seen[block];) {
    const struct facts_block *b = &blocks_of(p, f)[work[--top]];
    for (uint32_t i = 0; i < b->successor_count; i++) {
      uint32_t next = successors[b->successor_begin + i];
      if (!seen[next]) work[top++] = next;
      seen[next] = 1;
    }
  }
  int found = seen[block];
  free(seen);
  free(work);
  return found;
}

static int reaches(struct program *p, uint32_t caller, const struct facts_event *e,
                   const struct callees *c, uint32_t function) {
  for (uint32_t i = 0; i < c->count; i++) {
    const struct known *known = p->functions.row[c->function[i]].known;
    if (c->function[i] == function) return 1;
    if (!known || known->kind != KNOWN_THREAD_START || known->argument >= e->argument_count)
      continue;
    const struct function *f = &p->functions.row[caller];
    uint32_t value = p->units[f->unit].facts->values.row[e->argument_begin + known->argument];
    const uint32_t *list;
    uint32_t count = program_pointed_functions(p, caller, linked(p, f, value), &list);
    for (uint32_t k = 0; k < count; k++)
      if (list[k] == function) return 1;
  }
  for (uint32_t i = 0; i < c->handed_count; i++)
    if (c->handed[i] == function) return 1;
  return 0;
}

/* The calls and starts of a function. Searched for the few functions that are thread starts. */
static struct site sites_of(struct program *p, uint32_t function) {
  struct site site = {0};
  for (uint32_t i = 0; i < p->functions.count && site.count < 2; i++) {
    const struct function *f = &p->functions.row[i];
    for (uint32_t b = 0, call = 0; is_defined(f) && b < f->facts->block_count; b++)
      for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
        const struct facts_event *e = event_at(p, f, blocks_of(p, f)[b].event_begin + k);
        if (e->kind != FACTS_CALL || !reaches(p, i, e, &f->callees[call++], function)) continue;
        site = (struct site){site.count + 1, i, b};
      }
  }
  return site;
}

static int runs_once(struct program *p, uint32_t function) {
  uint32_t main_function = program_find_function(p, "main");
  for (int up = 0; up < MAX_CALLERS; up++) {
    if (function == main_function) return 1;
    struct site site = sites_of(p, function);
    if (site.count != 1 || is_in_loop(p, &p->functions.row[site.caller], site.block)) return 0;
    function = site.caller;
  }
  return 0;
}

/* Roles of which one thread alone has each. */
static uint64_t single_roles(const struct program *p, const struct context *c) {
  uint64_t single = 0;
  for (uint32_t i = 0; i < p->roles.count; i++)
    if ((c->roles >> i & 1) && !p->roles.row[i].pool) single |= (uint64_t)1 << i;
  return single;
}

int program_two_threads(struct program *p, uint32_t one, uint32_t other) {
  const struct context *a = &p->contexts->list[one], *b = &p->contexts->list[other];
  if (one <= CONTEXT_ANYBODY || other <= CONTEXT_ANYBODY) return 1;
  if ((a->stopped & b->roles) || (b->stopped & a->roles)) return 0;
  if (single_roles(p, a) & single_roles(p, b)) return 0;
  if (a->roles || b->roles || a->root != b->root) return 1;
  return a->root != FACTS_NONE && !runs_once(p, a->root);
}

/* Where the handles are kept of threads that can be in the context; 0 where none was seen. */
static uint64_t handles_of(const struct program *p, const struct context *c) {
  uint64_t handles = 0;
  if (!c->roles) return c->root == FACTS_NONE ? 0 : p->functions.row[c->root].handles;
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    int has_role = f->entry_role != FACTS_NONE && (c->roles >> f->entry_role & 1);
    if (is_defined(f) && has_role) handles |= f->handles ? f->handles : THREADS_UNKNOWN;
  }
  return handles;
}

int program_thread_is_over(const struct program *p, uint32_t context, uint64_t joined) {
  if (!joined || context <= CONTEXT_ANYBODY) return 0;
  uint64_t handles = handles_of(p, &p->contexts->list[context]);
  return handles && !(handles & ~joined);
}
