/* The chain of a finding: from where the thread starts, call by call, to the place. */
#include "context.h"
#include "value.h"
#include "wording.h"

enum { MAX_STEPS = 64, SHOWN_AT_ENDS = 12 };

/* How a context, in whichever phase, first came to a function. */
static const struct arrival *arrival_of(const struct program *p, uint32_t function,
                                        uint32_t context) {
  const struct arrival *exact = context_arrival(p, function, context);
  if (exact || context <= CONTEXT_ANYBODY) return exact;
  for (uint32_t i = 0; i < p->contexts->count; i++) {
    int leads_here = p->contexts->list[context].from >> i & 1;
    const struct arrival *earlier = leads_here ? context_arrival(p, function, i) : NULL;
    if (earlier) return earlier;
  }
  return NULL;
}

static void call_note(struct program *p, struct notes *notes, struct place place, uint32_t caller,
                      uint32_t callee, const char *verb) {
  notes_add(notes, place,
            arena_format(&p->arena, "'%s' %s '%s' here", p->functions.row[caller].display, verb,
                         p->functions.row[callee].display));
}

void notes_of_arrival(struct program *p, struct notes *notes, uint32_t function, uint32_t context) {
  const struct arrival *steps[MAX_STEPS];
  uint32_t count = 0, at = function;
  while (count < MAX_STEPS) {
    const struct arrival *arrival = arrival_of(p, at, context);
    if (!arrival) break;
    steps[count++] = arrival;
    if (arrival->caller == FACTS_NONE) break;
    context = arrival->context;
    at = arrival->caller;
  }
  for (uint32_t i = count; i-- > 0;) {
    const struct arrival *a = steps[i];
    const char *name = p->functions.row[a->function].display;
    if (a->caller != FACTS_NONE)
      call_note(p, notes, a->place, a->caller, a->function,
                a->handed ? "hands a library" : "calls");
    else if (a->context <= CONTEXT_ANYBODY)
      notes_add(notes, a->place, arena_format(&p->arena, "'%s' can be called by any thread", name));
    else
      notes_add(notes, a->place,
                arena_format(&p->arena, "%s comes here: it starts in '%s'",
                             context_text(p, a->context), name));
  }
}

/* A handler is marked where its declaration says so, and installed anywhere else. */
static void handler_note(struct program *p, struct notes *notes, const struct signal_step *step) {
  const struct function *f = &p->functions.row[step->function];
  int is_marked = step->place.file == f->safe_place.file && step->place.line == f->safe_place.line;
  notes_add(notes, step->place,
            arena_format(&p->arena,
                         is_marked ? "'%s' is declared SIGNAL_SAFE here"
                                   : "'%s' is installed as a signal handler here",
                         f->display));
}

void notes_of_signal(struct program *p, struct notes *notes, const struct signal_step *steps,
                     uint32_t at) {
  uint32_t count = 0, shown[MAX_STEPS];
  for (; at != FACTS_NONE && count < MAX_STEPS; at = steps[at].from) shown[count++] = at;
  while (count-- > 0) {
    const struct signal_step *step = &steps[shown[count]];
    if (step->from == FACTS_NONE) handler_note(p, notes, step);
    else call_note(p, notes, step->place, steps[step->from].function, step->function, "calls");
  }
}

void notes_of_chain(struct program *p, struct notes *notes, const struct need *need,
                    uint32_t context) {
  notes_of_arrival(p, notes, need->function, context);
  uint32_t left = 0, step = 0;
  for (const struct need *n = need; n->below; n = n->below) left++;
  for (; need->below; need = need->below, step++, left--) {
    if (step == SHOWN_AT_ENDS && left > SHOWN_AT_ENDS)
      notes_add(notes, need->call,
                arena_format(&p->arena, "%u more calls", (unsigned)(left - SHOWN_AT_ENDS)));
    if (step >= SHOWN_AT_ENDS && left > SHOWN_AT_ENDS) continue;
    call_note(p, notes, need->call, need->function, need->below->function,
              need->ends_here ? "hands a library" : "calls");
  }
}
