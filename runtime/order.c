/* See order.h. The graph has one lock, which is taken only where a thread takes locks in an order that
 * it did not take them in lately. */
#include "order.h"
#include "notice.h"
#include "options.h"
#include "order_graph.h"
#include "report.h"

#include <sched.h>

static atomic_flag looking = ATOMIC_FLAG_INIT;

static uint64_t mix(uint64_t key, uintptr_t with) {
  key = (key ^ with) * 0x9e3779b97f4a7c15;
  return key ^ key >> 29;
}

/* What is held and what is taken, by class; by address where that is not known. */
static uint64_t key_of(const struct custody_held *held, const struct custody_lock_call *call,
                       int passes) {
  uint64_t key = mix((uint64_t)call->mode << 1 | (uint64_t)passes, (uintptr_t)call->lock_class);
  for (uint32_t i = 0; i < held->count; i++) {
    const char *class = held->entry[i].lock_class;
    key = mix(key, (class ? (uintptr_t)class : (uintptr_t)held->lock[i]) + held->mode[i]);
  }
  return key | 1;
}

static struct custody_order_step step_of(const struct custody_held *held, uint32_t i) {
  struct custody_order_step step = {.from = custody_order_class(held->entry[i].lock_class),
                                    .from_shared = held->mode[i] == CUSTODY_HELD_SHARED,
                                    .held_at = held->entry[i].place};
  for (uint32_t k = 0; k < i && step.gate_count < CUSTODY_ORDER_GATES; k++)
    if (held->mode[k] == CUSTODY_HELD_EXCLUSIVE) step.gates[step.gate_count++] = held->lock[k];
  return step;
}

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
}

void custody_order_after_fork(void) {
  if (forking != custody_thread_self()) return;
  forking = NULL;
  end_looking();
}

/* The lock is given back before it is reported, since a report takes time. */
static void look_at_one(struct custody_thread *self, const struct custody_lock_call *call,
                        int passes, uint32_t i) {
  struct custody_order_circle circle;
  const struct custody_order_edge *edge = NULL;
  begin_looking();
  struct custody_order_step step = step_of(&self->held, i);
  step.to = custody_order_class(call->lock_class);
  step.to_passes = passes;
  step.taken_at = call->place;
  step.thread = atomic_load_explicit(&self->number, memory_order_relaxed);
  enum custody_order order = step.from && step.to ? CUSTODY_ORDER_FINE : CUSTODY_ORDER_FULL;
  if (order == CUSTODY_ORDER_FINE && step.from != step.to)
    order = custody_order_add(&step, &circle, &edge);
  end_looking();
  if (order == CUSTODY_ORDER_FULL) custody_notice(CUSTODY_NOTICE_ORDER);
  if (order != CUSTODY_ORDER_CIRCLE) return;
  struct custody_report report = {
      .finding = CUSTODY_FINDING_ORDER,
      .done = "lock of ",
      .subject = call->lock_class,
      .place = call->place,
      .circle = &circle,
      .held_class = self->held.entry[i].lock_class,
      .lock = call->lock,
      .caller = call->caller,
  };
  custody_report(self, &report);
}

/* A handler that interrupts a thread here, and takes locks itself, is not looked at. */
void custody_order_look(struct custody_thread *self, const struct custody_lock_call *call,
                        int passes) {
  if (self->unwatched || self->ordering || !call->lock_class) return;
  uint64_t key = key_of(&self->held, call, passes);
  uint64_t *seen = &self->orders[key >> 1 & (CUSTODY_THREAD_ORDERS - 1)];
  if (*seen == key || !custody_options.detect_deadlocks) return;
  self->ordering = 1;
  for (uint32_t i = 0; i < self->held.count; i++)
    if (self->held.lock[i] != call->lock && self->held.entry[i].lock_class)
      look_at_one(self, call, passes, i);
  self->ordering = 0;
  *seen = key;
}
