/* See wait.h. The order here matters: what is waited for is written first, then that it is; whoever
 * reads the kind, and the same turn before and after, has read one wait. */
#include "wait.h"
#include "deadlock.h"
#include "lock.h"
#include "options.h"
#include "stack.h"

#include <time.h>

int custody_wait_limit(clockid_t clock, struct timespec *until) {
  uint32_t milliseconds = custody_options.deadlock_after;
  if (milliseconds == 0 || clock_gettime(clock, until) != 0) return 0;
  until->tv_sec += milliseconds / 1000;
  until->tv_nsec += milliseconds % 1000 * 1000000L;
  if (until->tv_nsec >= 1000000000L) {
    until->tv_sec++;
    until->tv_nsec -= 1000000000L;
  }
  return 1;
}

static void begin(struct custody_thread *self, enum custody_wait_kind kind) {
  atomic_fetch_add(&self->wait.turn, 1);
  atomic_store(&self->wait.kind, kind);
}

static void fill(struct custody_wait *wait, const struct custody_lock_call *call) {
  wait->lock = call->lock;
  wait->lock_class = call->lock_class;
  wait->place = call->place;
  wait->mode = (uint8_t)call->mode;
  wait->lock_kind = (uint8_t)call->kind;
  wait->for_writers = call->mode == CUSTODY_HELD_SHARED && !call->passes;
  wait->stack = 0;
}

/* A handler that interrupts a wait waits itself: what is underneath is not seen meanwhile. */
void custody_wait_for_lock(struct custody_thread *self, const struct custody_lock_call *call) {
  if (self->unwatched) return;
  atomic_store(&self->wait.kind, CUSTODY_WAIT_NONE);
  fill(&self->wait, call);
  self->wait.stack = custody_stack_keep(call->caller);
  begin(self, CUSTODY_WAIT_LOCK);
  custody_deadlock_look(self, call->caller);
}

void custody_wait_perhaps(struct custody_thread *self, const struct custody_lock_call *call) {
  if (self->unwatched || !custody_options.deadlock_after) return;
  fill(&self->wait, call);
  begin(self, CUSTODY_WAIT_LOCK);
}

void custody_wait_for_condition(struct custody_thread *self, const struct custody_lock_call *call) {
  if (self->unwatched || !custody_options.deadlock_after) return;
  fill(&self->wait, call);
  self->wait.stack = custody_stack_keep(call->caller);
  begin(self, CUSTODY_WAIT_CONDITION);
}

void custody_wait_for_thread(struct custody_thread *self, pthread_t thread,
                             const struct custody_rt_place *place, const void *caller) {
  if (self->unwatched || !custody_options.deadlock_after) return;
  self->wait.joined = thread;
  self->wait.place = place;
  self->wait.lock = NULL;
  self->wait.lock_class = NULL;
  self->wait.stack = custody_stack_keep(caller);
  begin(self, CUSTODY_WAIT_JOIN);
  custody_deadlock_look(self, caller);
}

void custody_wait_end(struct custody_thread *self) {
  if (self->unwatched) return;
  atomic_store_explicit(&self->wait.kind, CUSTODY_WAIT_NONE, memory_order_release);
}
