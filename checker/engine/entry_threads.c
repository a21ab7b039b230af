/* A function that stops the threads which its callers have started, and then clears away what they
 * owned, is alone again in its midst: for that it must be known which threads run when it's entered.
 *
 * From main() down the calls: what runs at a call is what ran when the caller was entered, without
 * what it has joined by then, and what it has started. Where a function also runs by itself (it's
 * handed to a library, or nothing is seen to call it), any thread may run. */
#include "entry_threads.h"
#include "phase.h"

#include <stdlib.h>

struct search {
  struct program *p;
  uint32_t *queue;
  uint8_t *queued;
  uint32_t count;
};

static void enter(struct search *s, uint32_t function, uint64_t threads) {
  struct function *f = &s->p->functions.row[function];
  if (!is_defined(f) || (f->is_entered && !(threads & ~f->entry_threads))) return;
  f->is_entered = 1;
  f->entry_threads |= threads;
  if (s->queued[function]) return;
  s->queued[function] = 1;
  s->queue[s->count++] = function;
}

static uint64_t threads_at(const struct function *f, uint32_t event) {
  uint64_t joined = f->joined ? f->joined[event] : 0;
  return (f->entry_threads & ~joined) | (f->running ? f->running[event] : 0);
}

static void enter_callees(struct search *s, uint32_t function) {
  const struct function *f = &s->p->functions.row[function];
  uint32_t number = 0, call = 0;
  for (uint32_t b = 0; b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(s->p, f)[b].event_count; k++, number++) {
      const struct facts_event *e = event_at(s->p, f, blocks_of(s->p, f)[b].event_begin + k);
      if (e->kind != FACTS_CALL) continue;
      const struct callees *c = &f->callees[call++];
      for (uint32_t i = 0; i < c->count; i++) enter(s, c->function[i], threads_at(f, number));
      for (uint32_t i = 0; i < c->handed_count; i++) enter(s, c->handed[i], THREADS_UNKNOWN);
      for (uint32_t i = 0; i < c->said_count; i++) enter(s, c->said[i], THREADS_UNKNOWN);
    }
}

void program_find_entry_threads(struct program *p) {
  struct search s = {.p = p};
  uint32_t start = program_find_function(p, "main");
  if (start == FACTS_NONE || !p->handles.count) return;
  s.queue = malloc(p->functions.count * sizeof *s.queue);
  s.queued = calloc(p->functions.count, 1);
  if (!s.queue || !s.queued) abort();
  enter(&s, start, 0);
  for (uint32_t i = 0; i < p->functions.count; i++)
    if (p->functions.row[i].runs_on) enter(&s, i, THREADS_UNKNOWN);
  while (s.count) {
    uint32_t function = s.queue[--s.count];
    s.queued[function] = 0;
    enter_callees(&s, function);
  }
  free(s.queue);
  free(s.queued);
}

int function_has_joined_all(const struct function *f, uint32_t event) {
  return f->is_entered && f->entry_threads && !threads_at(f, event);
}
