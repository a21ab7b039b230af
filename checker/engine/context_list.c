/* The list of contexts: each once, and what a thread's context becomes inside a function, by the
 * start of threads and by what is found out about roles. */
#include "context.h"

#include "entry_threads.h"
#include "phase.h"

static uint32_t plain_context(struct program *p, struct context wanted) {
  struct contexts *c = p->contexts;
  for (uint32_t i = CONTEXT_ANYBODY + 1; i < c->count; i++) {
    const struct context *x = &c->list[i];
    if (x->roles == wanted.roles && x->root == wanted.root && x->alone == wanted.alone &&
        x->assumed == wanted.assumed && x->at == wanted.at && x->maybe == wanted.maybe &&
        x->stopped == wanted.stopped && x->early == wanted.early && x->begun == wanted.begun)
      return i;
  }
  if (c->count >= MAX_CONTEXTS) return CONTEXT_ANYBODY;
  c->list[c->count] = wanted;
  c->list[c->count].from = (uint64_t)1 << c->count;
  for (int i = 0; i < 3; i++) c->list[c->count].after[i] = c->count;
  return c->count++;
}

/* Notes that a thread in the one context goes on in the other. */
static void becomes(struct program *p, uint32_t from, uint32_t to) {
  struct contexts *c = p->contexts;
  if (from == to) return;
  c->list[to].from |= c->list[from].from | (uint64_t)1 << from;
  for (uint32_t i = 0; i < c->count; i++)
    if (c->list[i].from >> to & 1) c->list[i].from |= c->list[to].from;
}

uint32_t context_find(struct program *p, struct context wanted) {
  uint32_t context = plain_context(p, wanted);
  if (!wanted.alone || context == CONTEXT_ANYBODY) return context;
  wanted.alone = 0;
  uint32_t started = plain_context(p, wanted);
  wanted.maybe = 1;
  uint32_t maybe = plain_context(p, wanted);
  p->contexts->list[context].after[PHASE_MAYBE] = maybe;
  p->contexts->list[context].after[PHASE_STARTED] = started;
  becomes(p, context, maybe);
  becomes(p, context, started);
  return context;
}

uint32_t context_building(struct program *p, uint32_t context) {
  struct context wanted = {.root = FACTS_NONE};
  if (context > CONTEXT_ANYBODY) wanted = p->contexts->list[context];
  wanted.maybe = wanted.early = 0;
  wanted.begun = 0;
  wanted.alone = 1;
  return context_find(p, wanted);
}

uint32_t context_after_phase(const struct program *p, uint32_t context, enum phase phase) {
  return context <= CONTEXT_ANYBODY ? context : p->contexts->list[context].after[phase];
}

/* A context with what is known of roles at a place, or FACTS_NONE where it cannot come there. */
static uint32_t on_duty(struct program *p, uint32_t context, const struct duty *d) {
  struct context wanted = {.root = FACTS_NONE};
  if (!d->has && !d->lacks && !d->stopped) return context;
  if (context > CONTEXT_ANYBODY) {
    wanted = p->contexts->list[context];
    if ((wanted.roles & d->lacks) || (d->has & ~wanted.roles)) return FACTS_NONE;
  } else if (d->has) {
    wanted.roles = d->has;
    wanted.assumed = 1;
  } else if (d->stopped) wanted.maybe = 1;
  else return context;
  wanted.stopped |= d->stopped;
  uint32_t to = context_find(p, wanted);
  becomes(p, context, to);
  return to;
}

/* In main() and below: the context where no other threads run than those that were started by then.
 * A thread that starts others may have started any. */
static uint32_t with_begun(struct program *p, const struct function *f, uint32_t context,
                           uint32_t at, uint32_t event) {
  enum { MAX_EARLY = 24 };
  const struct context *from = &p->contexts->list[context];
  uint64_t begun = (from->early ? from->begun : 0) | (f->begun ? f->begun[event] : 0);
  if (p->world != ENGINE_CLOSED_WORLD || !(from->alone || from->early) || !begun) return at;
  struct context wanted = p->contexts->list[at];
  int can_be = !((begun & p->spawners) || (begun & ROLES_UNKNOWN));
  if (wanted.alone || can_be + p->contexts->early_count > MAX_EARLY) return at;
  wanted.early = (uint8_t)can_be;
  wanted.begun = can_be ? begun : 0;
  uint32_t count = p->contexts->count, to = plain_context(p, wanted);
  p->contexts->early_count += can_be && p->contexts->count > count;
  becomes(p, context, to);
  return to;
}

/* The main thread's context where it has joined all others: as before it started any. In one file,
 * others may have started some. */
static uint32_t alone_again(const struct program *p, uint32_t context) {
  const struct contexts *c = p->contexts;
  for (uint32_t i = CONTEXT_ANYBODY + 1; i < c->count && !c->list[context].alone; i++)
    if (c->list[i].alone && (c->list[context].from >> i & 1))
      return p->world == ENGINE_CLOSED_WORLD ? i : c->list[i].after[PHASE_MAYBE];
  return context;
}

uint32_t context_at_event(struct program *p, const struct function *f, uint32_t context,
                          uint32_t event) {
  uint32_t at = context_after_phase(p, context, (enum phase)f->started[event]);
  if (function_has_joined_all(f, event)) at = alone_again(p, context);
  else at = with_begun(p, f, context, at, event);
  return f->duties ? on_duty(p, at, &p->duties.row[f->duties[event]]) : at;
}

uint64_t contexts_at(struct program *p, const struct function *f, uint32_t event) {
  uint64_t all = 0;
  for (uint32_t i = 0; i < p->contexts->count; i++) {
    uint32_t at = f->contexts >> i & 1 ? context_at_event(p, f, i, event) : FACTS_NONE;
    if (at != FACTS_NONE) all |= (uint64_t)1 << at;
  }
  return all;
}

uint64_t contexts_from(const struct program *p, uint64_t contexts) {
  uint64_t all = contexts;
  for (uint32_t i = CONTEXT_ANYBODY + 1; i < p->contexts->count; i++)
    if (p->contexts->list[i].from & contexts) all |= (uint64_t)1 << i;
  return all;
}

const struct arrival *context_arrival(const struct program *p, uint32_t function,
                                      uint32_t context) {
  const struct contexts *c = p->contexts;
  for (uint32_t at = p->functions.row[function].first_arrival; at; at = c->arrivals[at - 1].next)
    if (c->arrivals[at - 1].context == context) return &c->arrivals[at - 1];
  return NULL;
}

const char *context_text(struct program *p, uint32_t context) {
  const struct context *c = &p->contexts->list[context];
  const char *names = "";
  uint32_t count = 0;
  if (context <= CONTEXT_ANYBODY) return "any thread";
  for (uint32_t i = 0; i < p->roles.count; i++)
    if (c->roles >> i & 1)
      names =
          arena_format(&p->arena, "%s%s'%s'", names, count++ ? " and " : "", p->roles.row[i].name);
  if (count) return arena_format(&p->arena, "%s %s", count > 1 ? "roles" : "role", names);
  if (c->at == AT_SIGNAL) return "a signal handler, which has no role,";
  if (c->root == FACTS_NONE) return "the main thread, which has no role,";
  return arena_format(&p->arena, "the thread of '%s', which has no role,",
                      p->functions.row[c->root].display);
}
