/* See order.h. The graph has one lock, which is taken only where a thread takes locks in an order that
 * it did not take them in lately. */
#include "order.h"
#include "notice.h"
#include "options.h"
#include "order_declared.h"
#include "order_graph.h"
#include "report.h"
#include "stack_kept.h"

#include <sched.h>

static atomic_flag looking = ATOMIC_FLAG_INIT;

static void begin_looking(void) {
  while (atomic_flag_test_and_set_explicit(&looking, memory_order_acquire)) sched_yield();
}

static void end_looking(void) { atomic_flag_clear_explicit(&looking, memory_order_release); }

/* A handler that interrupts a thread here may fork: the graph is that thread's then, in the child too.
 * `forking` is whoever took it to fork. */
static _Atomic(struct custody_thread *) forking;

void custody_order_before_fork(void) {
  struct custody_thread *self = custody_thread_self();
  if (self->unwatched || self->ordering) return;
  begin_looking();
  forking = self;
  self->ordering = 1; /* other handlers of fork take locks, too */
}

void custody_order_after_fork(void) {
  struct custody_thread *self = custody_thread_self();
  if (forking != self) return;
  forking = NULL;
  self->ordering = 0;
  end_looking();
}

int custody_order_is_forking(const struct custody_thread *self) { return forking == self; }

/* For want of memory: it may have been the one that says of two locks of a class that they are in order. */
static int is_declaration_lost;

/* The class of both, if they have one: which of the two is the higher one counts. */
static int take_halves(struct custody_order_step *step, int held_is_higher) {
  uint32_t class = step->from;
  if (custody_order_class_at(class)->is_order_kept) return 0;
  step->from = custody_order_half(class, held_is_higher);
  step->to = custody_order_half(class, !held_is_higher);
  return step->from && step->to;
}

/* 0: it is not looked at. */
static int step_of(struct custody_thread *self, const struct custody_lock_call *call, uint32_t i,
                   struct custody_order_step *step) {
  const struct custody_hold_entry *row = custody_held_row(&self->held, i);
  *step = (struct custody_order_step){
      .from = custody_order_class_of_lock(row->lock, row->lock_class),
      .to = custody_order_class_of_lock(call->lock, call->lock_class),
      .from_shared = row->mode == CUSTODY_HELD_SHARED,
      .to_passes = call->passes,
      .held_at = row->place,
      .taken_at = call->place,
      .held_stack = row->stack,
      .thread = atomic_load_explicit(&self->number, memory_order_relaxed)};
  for (uint32_t k = 0; k < i && step->gate_count < CUSTODY_ORDER_GATES; k++) {
    const struct custody_hold_entry *gate = custody_held_row(&self->held, k);
    if (gate->mode == CUSTODY_HELD_EXCLUSIVE) step->gates[step->gate_count++] = gate->lock;
  }
  if (!step->from || !step->to) return 0;
  return step->from != step->to ||
         (!is_declaration_lost && take_halves(step, (uintptr_t)row->lock > (uintptr_t)call->lock));
}

/* What came of one step. */
struct found {
  enum custody_order order;
  struct custody_order_circle circle;
  const struct custody_rt_order *declared; /* the step is against it, or null */
  struct custody_order_edge *edge;
  const char *held, *taken; /* the classes, where they have a name */
  int of_one_class;
};

static void look_at_step(const struct custody_order_step *step, struct found *found) {
  found->order = custody_order_add(step, &found->circle, &found->edge);
  if (found->order == CUSTODY_ORDER_FULL) return;
  if (!found->edge->told_declared) found->declared = custody_order_declared(step->to, step->from);
  if (found->declared) found->edge->told_declared = 1;
  found->held = custody_order_class_at(step->from)->text;
  found->taken = custody_order_class_at(step->to)->text;
  found->of_one_class = custody_order_is_half(step->from);
}

static void tell(struct custody_thread *self, const struct custody_lock_call *call, uint32_t i,
                 const struct found *found) {
  const struct custody_hold_entry *row = custody_held_row(&self->held, i);
  struct custody_report report = {
      .finding = CUSTODY_FINDING_ORDER,
      .done = "lock of ",
      .subject = found->taken,
      .place = call->place,
      .circle = found->declared ? NULL : &found->circle,
      .order = found->declared,
      .held_class = found->held,
      .held_lock = row->lock,
      .asks = found->of_one_class
                  ? "one order of two locks of one kind: by their addresses; or LOCK_ORDER "
                    "with this kind twice, where the program keeps another"
                  : NULL,
      .lock = call->lock,
      .caller = call->caller,
      .held_at = row->place,
  };
  custody_report(self, &report);
}

/* For the report of a circle, once for each edge. Not more than half of the table of stacks: threads,
 * roles and locks need theirs, so the orders that are seen late go without. */
static uint32_t keep_stack(const void *caller) {
  enum { MOST = CUSTODY_STACKS / 2 };
  static atomic_uint kept;
  if (atomic_load_explicit(&kept, memory_order_relaxed) >= MOST) return 0;
  atomic_fetch_add_explicit(&kept, 1, memory_order_relaxed);
  return custody_stack_keep(caller);
}

static int is_new_step(struct custody_thread *self, const struct custody_lock_call *call,
                       uint32_t i) {
  struct custody_order_step step;
  begin_looking();
  int is_new = step_of(self, call, i, &step) && custody_order_is_new(&step);
  end_looking();
  return is_new;
}

/* The lock of the graph is given back before a report, and before the stack is looked at: both take
 * time. */
static void look_at_one(struct custody_thread *self, const struct custody_lock_call *call,
                        uint32_t i) {
  struct custody_order_step step;
  struct found found = {.order = CUSTODY_ORDER_FINE};
  uint32_t stack = is_new_step(self, call, i) ? keep_stack(call->caller) : 0;
  begin_looking();
  if (step_of(self, call, i, &step)) {
    step.taken_stack = stack;
    look_at_step(&step, &found);
  }
  end_looking();
  if (found.order == CUSTODY_ORDER_FULL) custody_notice(CUSTODY_NOTICE_ORDER);
  if (found.order == CUSTODY_ORDER_CIRCLE || found.declared) tell(self, call, i, &found);
}

static int is_of_class(const char *a, const char *b) { return a == b || custody_text_equal(a, b); }

/* With locks of the same class held, which of them are higher counts too. Such an order always comes
 * here, but finds itself then. */
static uint64_t *where_seen(struct custody_thread *self, const struct custody_lock_call *call,
                            uint64_t *seen, uint64_t *key) {
  uint64_t higher = 0;
  for (uint32_t i = 0; i < self->held.count && call->lock_class; i++) {
    const struct custody_hold_entry *row = custody_held_row(&self->held, i);
    if (is_of_class(row->lock_class, call->lock_class))
      higher = custody_held_key(higher, NULL, NULL,
                                (uintptr_t)row->lock > (uintptr_t)call->lock ? 3 : 1);
  }
  if (higher == 0) return seen;
  *key = custody_held_key(*key + higher, NULL, NULL, 0);
  return custody_orders_at(&self->orders, *key);
}

/* A handler that interrupts a thread here, and takes locks itself, is not looked at. */
void custody_order_look(struct custody_thread *self, const struct custody_lock_call *call,
                        uint64_t *seen, uint64_t key) {
  if (self->unwatched || self->ordering) return;
  seen = where_seen(self, call, seen, &key);
  if (*seen == key) return;
  custody_orders_keep(&self->orders, seen, key, atomic_load(&custody_order_ended));
  if (!custody_options.detect_deadlocks) return;
  self->ordering = 1;
  for (uint32_t i = 0; i < self->held.count; i++)
    if (custody_held_row(&self->held, i)->lock != call->lock) look_at_one(self, call, i);
  self->ordering = 0;
}

void custody_order_begins(struct custody_thread *self, const struct custody_lock_call *call) {
  if (self->unwatched || self->ordering || !custody_options.detect_deadlocks) return;
  self->ordering = 1;
  begin_looking();
  custody_order_lock_begins(call->lock, call->lock_class);
  end_looking();
  self->ordering = 0;
}

void custody_order_ends(struct custody_thread *self, const struct custody_lock_call *call) {
  if (self->unwatched || self->ordering || !custody_options.detect_deadlocks) return;
  self->ordering = 1;
  begin_looking();
  custody_order_lock_ends(call->lock);
  end_looking();
  self->ordering = 0;
}

void custody_rt_declare_order(const struct custody_rt_order *order) {
  struct custody_thread *self = custody_thread_self();
  if (self->unwatched || self->ordering) return;
  self->ordering = 1;
  begin_looking();
  int has_room = custody_order_declare(order);
  if (!has_room) is_declaration_lost = 1;
  end_looking();
  self->ordering = 0;
  if (!has_room) custody_notice(CUSTODY_NOTICE_ORDER);
}
