/* Where other threads may exist: which threads a function leaves running, and, for each event of
 * its body, whether any may run then.
 *
 * A thread is known by where its handle is kept: a field, a variable, or an array of them. A join
 * of what is kept there ends it; when the last one has ended, the caller is alone again, and may
 * touch what the threads owned. A handle that cannot be followed is never joined. */
#include "phase.h"
#include "around.h"
#include "context.h"
#include "entry_threads.h"
#include "known.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_HANDLES = 8, MAX_THREAD_LOOPS = 8 };

/** The threads that run at a point. */
struct running {
  uint64_t handles[MAX_HANDLES];
  uint64_t joined[MAX_HANDLES]; /**< ended on every way here, so far as this function sees */
  uint8_t count, joined_count;
  uint8_t others; /**< and some whose handles are not known */
  uint8_t surely; /**< on every way here */
  uint8_t perhaps; /**< a function of another file was called, which may start threads */
  uint8_t reached;
  uint64_t roles; /**< of threads that were started on some way here, joined or not */
};

/** A loop that starts threads, or joins what an array of handles holds: when it's left, some run, or all
 * have ended. */
struct thread_loop {
  uint8_t *inside; /**< for each block */
  uint64_t handle;
  uint8_t joins;
};

struct body {
  struct program *p;
  uint32_t function;
  struct function *f;
  struct running *in;
  uint32_t *events, *calls; /* number of events and calls before each block */
  uint32_t event_count;
  struct thread_loop loops[MAX_THREAD_LOOPS];
  uint32_t loop_count;
  uint8_t inside; /* the most that any event sees: enum phase */
};

static enum phase phase_of(const struct program *p, const struct running *r) {
  if (!r->count && !r->others) return r->perhaps ? PHASE_MAYBE : PHASE_ALONE;
  return r->surely || p->world == ENGINE_CLOSED_WORLD ? PHASE_STARTED : PHASE_MAYBE;
}

static int find(const uint64_t *list, unsigned count, uint64_t handle) {
  for (unsigned i = 0; i < count; i++)
    if (list[i] == handle) return (int)i;
  return -1;
}

static void add(struct running *r, uint64_t handle) {
  if (find(r->handles, r->count, handle) >= 0) return;
  if (!handle || r->count == MAX_HANDLES) r->others = 1;
  else r->handles[r->count++] = handle;
}

static void end(struct running *r, uint64_t handle) {
  int at = find(r->handles, r->count, handle);
  if (at >= 0) r->handles[at] = r->handles[--r->count];
  if (handle && find(r->joined, r->joined_count, handle) < 0 && r->joined_count < MAX_HANDLES)
    r->joined[r->joined_count++] = handle;
}

static int is_running(const struct running *r) { return r->count || r->others; }

static int merge(struct running *to, const struct running *from) {
  struct running before = *to;
  if (!to->reached) {
    *to = *from;
    to->reached = 1;
    return 1;
  }
  int surely = is_running(to) && is_running(from) && to->surely && from->surely;
  for (unsigned i = 0; i < from->count; i++) add(to, from->handles[i]);
  for (unsigned i = to->joined_count; i-- > 0;)
    if (find(from->joined, from->joined_count, to->joined[i]) < 0)
      to->joined[i] = to->joined[--to->joined_count];
  to->others |= from->others;
  to->perhaps |= from->perhaps;
  to->roles |= from->roles;
  to->surely = (uint8_t)surely;
  return before.roles != to->roles || before.count != to->count ||
         before.joined_count != to->joined_count || before.others != to->others ||
         before.perhaps != to->perhaps || before.surely != to->surely;
}

/* Where a thread's handle is kept, as one number; 0 where that cannot be followed. */
static uint64_t handle_at(const struct body *w, uint32_t value) {
  const struct facts_node *n = node_of(w->p, value);
  if (n->kind != FACTS_ADDRESS && n->kind != FACTS_LOAD) return 0;
  n = node_of(w->p, n->a);
  while (n->kind == FACTS_INDEX) n = node_of(w->p, n->a);
  switch (n->kind) {
  case FACTS_FIELD: return (uint64_t)1 << 62 | n->b;
  case FACTS_GLOBAL: return (uint64_t)2 << 62 | n->a;
  case FACTS_LOCAL: return (uint64_t)3 << 62 | (uint64_t)w->function << 24 | (n->a & 0xffffff);
  case FACTS_DEREF: /* an array of handles behind a pointer */
    return node_of(w->p, n->a)->kind == FACTS_PARAM
               ? 0
               : handle_at(w, program_node(w->p, FACTS_LOAD, n->a, 0, 0));
  default: return 0;
  }
}

static uint64_t argument_handle(const struct body *w, const struct facts_event *e) {
  if (!e->argument_count) return 0;
  return handle_at(
      w, linked(w->p, w->f, w->p->units[w->f->unit].facts->values.row[e->argument_begin]));
}

/* The bit that stands for a handle. */
static uint64_t handle_bit(struct program *p, uint64_t handle) {
  uint32_t at = 0;
  if (!handle) return THREADS_UNKNOWN;
  while (at < p->handles.count && p->handles.row[at] != handle) at++;
  if (at >= 63) return THREADS_UNKNOWN;
  if (at == p->handles.count) {
    FACTS_APPEND(p, handles, 1);
    p->handles.row[at] = handle;
  }
  return (uint64_t)1 << at;
}

/* The threads that have ended on every way here, and run no more. */
static uint64_t joined_bits(struct program *p, const struct running *r) {
  uint64_t bits = 0;
  for (unsigned i = 0; i < r->joined_count; i++)
    if (find(r->handles, r->count, r->joined[i]) < 0) bits |= handle_bit(p, r->joined[i]);
  return bits & ~THREADS_UNKNOWN;
}

static uint64_t running_bits(struct program *p, const struct running *r) {
  uint64_t bits = r->others ? THREADS_UNKNOWN : 0;
  for (unsigned i = 0; i < r->count; i++) bits |= handle_bit(p, r->handles[i]);
  return bits;
}

/* Notes with which handle the functions are started that the call may start, and their roles. */
static void note_start(struct body *w, struct running *r, const struct facts_event *e,
                       const struct known *known) {
  const struct facts_unit *u = w->p->units[w->f->unit].facts;
  const uint32_t *list;
  uint32_t count = 0;
  if (known->argument < e->argument_count) {
    uint32_t value = linked(w->p, w->f, u->values.row[e->argument_begin + known->argument]);
    count = program_pointed_functions(w->p, w->function, value, &list);
  }
  for (uint32_t i = 0; i < count; i++) {
    struct function *f = &w->p->functions.row[list[i]];
    f->handles |= handle_bit(w->p, argument_handle(w, e));
    r->roles |= f->entry_role == FACTS_NONE ? ROLES_UNKNOWN : (uint64_t)1 << f->entry_role;
  }
  if (!count) r->roles |= ROLES_UNKNOWN;
}

/* What a defined function leaves behind, for its caller. Its own variables are gone. */
static void after_body(struct running *r, const struct running *callee, uint32_t function) {
  for (unsigned i = 0; i < callee->joined_count; i++) end(r, callee->joined[i]);
  int ran = is_running(r);
  for (unsigned i = 0; i < callee->count; i++) {
    int local = callee->handles[i] >> 62 == 3 && (callee->handles[i] << 2 >> 26) == function;
    add(r, local ? 0 : callee->handles[i]);
  }
  r->others |= callee->others;
  r->perhaps |= callee->perhaps;
  r->roles |= callee->roles;
  if (!ran && is_running(r)) r->surely = callee->surely;
}

static void after_known(struct body *w, struct running *r, const struct facts_event *e,
                        const struct known *known) {
  if (known->kind == KNOWN_THREAD_START) {
    if (!is_running(r)) r->surely = 1;
    note_start(w, r, e, known);
    add(r, argument_handle(w, e));
  } else if (known->kind == KNOWN_THREAD_JOIN) end(r, argument_handle(w, e));
}

/* A function that is not in the program: another file's may start threads, a library's does not. */
static void after_unseen(const struct program *p, struct running *r, const struct function *f) {
  if (p->world == ENGINE_OPEN_WORLD && !(f->flags & FACTS_FUNCTION_SYSTEM)) r->perhaps = 1;
}

static void after_call(struct body *w, struct running *r, const struct facts_event *e,
                       const struct callees *c) {
  struct running all = {0};
  for (uint32_t i = 0; i < c->count; i++) {
    const struct function *f = &w->p->functions.row[c->function[i]];
    struct running one = *r;
    if (f->known) after_known(w, &one, e, f->known);
    else if (is_defined(f) && f->threads) after_body(&one, f->threads, c->function[i]);
    else if (!is_defined(f)) after_unseen(w->p, &one, f);
    if (is_defined(f) && f->may_start > w->inside) w->inside = f->may_start;
    merge(&all, &one);
  }
  if (c->count) {
    uint8_t reached = r->reached;
    *r = all;
    r->reached = reached;
  }
}

static void walk_block(struct body *w, uint32_t b, struct running *r) {
  const struct facts_block *block = &blocks_of(w->p, w->f)[b];
  uint32_t call = w->calls[b];
  for (uint32_t k = 0; k < block->event_count; k++) {
    const struct facts_event *e = event_at(w->p, w->f, block->event_begin + k);
    enum phase phase = phase_of(w->p, r);
    w->f->started[w->events[b] + k] = (uint8_t)phase;
    if (r->joined_count && !w->f->joined)
      w->f->joined = ARENA_ARRAY(&w->p->arena, uint64_t, w->event_count + 1);
    if (w->f->joined) w->f->joined[w->events[b] + k] = joined_bits(w->p, r);
    if (is_running(r) && !w->f->running)
      w->f->running = ARENA_ARRAY(&w->p->arena, uint64_t, w->event_count + 1);
    if (w->f->running) w->f->running[w->events[b] + k] = running_bits(w->p, r);
    if (r->roles && !w->f->begun)
      w->f->begun = ARENA_ARRAY(&w->p->arena, uint64_t, w->event_count + 1);
    if (w->f->begun) w->f->begun[w->events[b] + k] = r->roles;
    if (e->kind == FACTS_CALL) after_call(w, r, e, &w->f->callees[call++]);
    phase = phase_of(w->p, r);
    if (phase > w->inside) w->inside = (uint8_t)phase;
  }
}

static void number_blocks(struct body *w) {
  uint32_t events = 0, calls = 0;
  for (uint32_t b = 0; b < w->f->facts->block_count; b++) {
    const struct facts_block *block = &blocks_of(w->p, w->f)[b];
    w->events[b] = events;
    w->calls[b] = calls;
    events += block->event_count;
    for (uint32_t k = 0; k < block->event_count; k++)
      calls += event_at(w->p, w->f, block->event_begin + k)->kind == FACTS_CALL;
  }
  w->event_count = events;
  if (!w->f->started) w->f->started = ARENA_ARRAY(&w->p->arena, uint8_t, events + 1);
}

static void add_loop(struct body *w, uint32_t block, const struct facts_event *e,
                     const struct callees *c) {
  const struct known *known = c->count == 1 ? w->p->functions.row[c->function[0]].known : NULL;
  int joins = known && known->kind == KNOWN_THREAD_JOIN;
  uint64_t handle = joins ? argument_handle(w, e) : 0;
  if (!handle && !(known && known->kind == KNOWN_THREAD_START)) return;
  uint8_t *inside = program_innermost_loop(w->p, w->f, block);
  if (inside) w->loops[w->loop_count++] = (struct thread_loop){inside, handle, (uint8_t)joins};
}

static void find_loops(struct body *w) {
  for (uint32_t b = 0; b < w->f->facts->block_count; b++) {
    const struct facts_block *block = &blocks_of(w->p, w->f)[b];
    uint32_t call = w->calls[b];
    for (uint32_t k = 0; k < block->event_count && w->loop_count < MAX_THREAD_LOOPS; k++) {
      const struct facts_event *e = event_at(w->p, w->f, block->event_begin + k);
      if (e->kind == FACTS_CALL) add_loop(w, b, e, &w->f->callees[call++]);
    }
  }
}

/* Whether the edge counts: that a loop which starts threads is left before it has is not believed. */
static int leave_loops(const struct body *w, struct running *r, uint32_t from, uint32_t to) {
  for (uint32_t i = 0; i < w->loop_count; i++) {
    const struct thread_loop *loop = &w->loops[i];
    if (!loop->inside[from] || loop->inside[to]) continue;
    if (loop->joins) end(r, loop->handle);
    else if (!is_running(r)) return 0;
    else r->surely = 1;
  }
  return 1;
}

/* Runs the body to its fixed point; what runs at a block only grows, what was joined only
 * shrinks, so each block is walked a few times at most. */
static void run_body(struct body *w, struct running *end_state) {
  uint32_t count = w->f->facts->block_count, pending = 1;
  const uint32_t *successors = w->p->units[w->f->unit].facts->successors.row;
  uint8_t *dirty = calloc(count, 1);
  struct running none = {.reached = 1};
  if (!dirty) abort();
  merge(&w->in[0], &none);
  dirty[0] = 1;
  while (pending) {
    pending = 0;
    for (uint32_t b = 0; b < count; b++) {
      if (!dirty[b]) continue;
      dirty[b] = 0;
      struct running out = w->in[b];
      walk_block(w, b, &out);
      const struct facts_block *block = &blocks_of(w->p, w->f)[b];
      if (block->exit == FACTS_RETURN) merge(end_state, &out);
      for (uint32_t s = 0; s < block->successor_count; s++) {
        uint32_t to = successors[block->successor_begin + s];
        struct running left = out;
        if (!leave_loops(w, &left, b, to) || !merge(&w->in[to], &left)) continue;
        dirty[to] = 1;
        pending = 1;
      }
    }
  }
  free(dirty);
}

static int is_empty(const struct running *r) {
  return !r->count && !r->others && !r->perhaps && !r->joined_count && !r->roles;
}

/* Whether the call may start or end threads, so far as is known by now. */
static int has_to_do_with_threads(const struct program *p, const struct function *f) {
  if (f->known) return f->known->kind == KNOWN_THREAD_START || f->known->kind == KNOWN_THREAD_JOIN;
  if (is_defined(f)) return f->threads || f->may_start != PHASE_ALONE;
  return p->world == ENGINE_OPEN_WORLD && !(f->flags & FACTS_FUNCTION_SYSTEM);
}

/* Most functions leave threads alone: then the way through them does not matter, and no event sees
 * any thread. Also counts the events. */
static int leaves_threads_alone(const struct program *p, const struct function *f,
                                uint32_t *events) {
  uint32_t call = 0;
  *events = 0;
  for (uint32_t b = 0; b < f->facts->block_count; b++) {
    const struct facts_block *block = &blocks_of(p, f)[b];
    *events += block->event_count;
    for (uint32_t k = 0; k < block->event_count; k++) {
      if (event_at(p, f, block->event_begin + k)->kind != FACTS_CALL) continue;
      const struct callees *c = &f->callees[call++];
      for (uint32_t i = 0; i < c->count; i++)
        if (has_to_do_with_threads(p, &p->functions.row[c->function[i]])) return 0;
    }
  }
  return 1;
}

static int phase_function(struct program *p, uint32_t function) {
  struct function *f = &p->functions.row[function];
  uint32_t count = f->facts->block_count, events;
  struct running left = {0};
  if (leaves_threads_alone(p, f, &events)) {
    if (!f->started) f->started = ARENA_ARRAY(&p->arena, uint8_t, events + 1);
    return 0;
  }
  struct body w = {.p = p, .function = function, .f = f};
  w.in = calloc(count, sizeof *w.in);
  w.events = calloc(count, sizeof *w.events);
  w.calls = calloc(count, sizeof *w.calls);
  if (!w.in || !w.events || !w.calls) abort();
  number_blocks(&w);
  find_loops(&w);
  run_body(&w, &left);
  free(w.in);
  free(w.events);
  free(w.calls);
  for (uint32_t i = 0; i < w.loop_count; i++) free(w.loops[i].inside);
  int news = w.inside > f->may_start;
  if (news) f->may_start = w.inside;
  if (is_empty(&left)) return news;
  if (!f->threads) f->threads = ARENA_ARRAY(&p->arena, struct running, 1);
  news |= f->threads->count != left.count || f->threads->joined_count != left.joined_count ||
          f->threads->others != left.others || f->threads->perhaps != left.perhaps ||
          f->threads->roles != left.roles;
  *f->threads = left;
  return news;
}

enum { ROUNDS = 8 };

static void phase_group(struct program *p, const uint32_t *group, uint32_t count, void *data) {
  (void)data;
  for (int round = 0, news = 1; news && round < ROUNDS; round++) {
    news = 0;
    for (uint32_t i = 0; i < count; i++) news |= phase_function(p, group[i]);
    if (count == 1 && round) break;
  }
}

void program_find_phases(struct program *p) {
  program_bottom_up(p, phase_group, NULL);
  program_find_entry_threads(p);
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    if (!is_defined(f) || f->entry_role == FACTS_NONE) continue;
    p->entered |= (uint64_t)1 << f->entry_role;
    if (f->may_start != PHASE_ALONE) p->spawners |= (uint64_t)1 << f->entry_role;
  }
}
