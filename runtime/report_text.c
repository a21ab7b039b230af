/* How a report reads: what was done, what asks for something else, who and what is concerned, the
 * stack. Each part below is a few lines, left out where nothing is known. */
#include "deadlock.h"
#include "frames.h"
#include "holder.h"
#include "lock_path.h"
#include "order_class.h"
#include "order_graph.h"
#include "others.h"
#include "report.h"
#include "role.h"
#include "who.h"
#include <sys/syscall.h>
#include <unistd.h>

static const char line[] = "==================\n";

static const char *hold_name(unsigned mode) {
  static const char *const names[] = {"not held", "shared", "exclusively"};
  return names[mode];
}

static void add_subject(struct custody_text *text, const struct custody_report *report) {
  if (report->subject) {
    custody_text_add(text, report->subject);
  } else {
    custody_text_add(text, "lock ");
    custody_text_hex(text, (uintptr_t)report->lock);
  }
}

static void add_headline(struct custody_text *text, const struct custody_thread *self,
                         const struct custody_report *report) {
  custody_text_add(text, "WARNING: custody-");
  custody_text_add(text, custody_finding_name(report->finding));
  custody_text_add(text, ": ");
  custody_text_add(text, report->done);
  add_subject(text, report);
  custody_text_add(text, " by ");
  custody_who_thread(text, self);
  custody_text_add(text, " (");
  custody_who_roles(text, self->roles);
  custody_text_add(text, ") (pid=");
  custody_text_decimal(text, (uint64_t)syscall(SYS_getpid));
  custody_text_add(text, ")\n  at ");
  custody_text_place(text, report->place);
  custody_text_add(text, "\n");
}

/* "a" or "a and b" or "a or b". */
static void add_locks(struct custody_text *text, const struct custody_rt_rule *rule,
                      const char *between) {
  for (uint32_t i = 0; i < rule->lock_count; i++) {
    if (i > 0) custody_text_add(text, between);
    custody_text_add(text, rule->locks[i].text);
  }
}

static void add_role(struct custody_text *text, const struct custody_rt_rule *rule) {
  custody_text_add(text, "role ");
  custody_text_add(text, rule->role ? rule->role->name : NULL);
}

static void ask_owner_lock(struct custody_text *text, const struct custody_rt_rule *rule,
                           int is_write) {
  add_role(text, rule);
  custody_text_add(text, is_write ? ", with " : ", or ");
  add_locks(text, rule, " and ");
  custody_text_add(text, is_write ? " held exclusively" : " held, shared at least");
}

static void ask_guard(struct custody_text *text, const struct custody_rt_rule *rule, int is_write) {
  add_locks(text, rule, is_write ? " and " : " or ");
  custody_text_add(text, is_write ? " held exclusively" : " held, shared at least");
}

static void ask_writer(struct custody_text *text, const struct custody_rt_rule *rule,
                       int is_write) {
  if (is_write) add_role(text, rule);
  custody_text_add(text, is_write ? ", by an atomic operation" : "an atomic operation");
}

void custody_report_demand(struct custody_text *text, const struct custody_rt_rule *rule,
                           enum custody_access access) {
  int is_write = access == CUSTODY_WRITE || access == CUSTODY_ATOMIC_WRITE;
  switch ((enum custody_rule)rule->kind) {
  case CUSTODY_RULE_OWNED_BY: add_role(text, rule); break;
  case CUSTODY_RULE_OWNED_BY_LOCKED: ask_owner_lock(text, rule, is_write); break;
  case CUSTODY_RULE_GUARDED_BY:
  case CUSTODY_RULE_WRITE_GUARDED_BY: ask_guard(text, rule, is_write); break;
  case CUSTODY_RULE_WRITTEN_BY: ask_writer(text, rule, is_write); break;
  case CUSTODY_RULE_ATOMIC: custody_text_add(text, "an atomic operation"); break;
  case CUSTODY_RULE_IMMUTABLE:
    custody_text_add(text, "that the object is still being built");
    break;
  case CUSTODY_RULE_PINNED: custody_text_add(text, "the thread that holds the object"); break;
  default: custody_text_add(text, "to be inside the type's own functions"); break;
  }
}

static void add_holder(struct custody_text *text, const struct custody_report *report) {
  if (!report->given_at) return;
  custody_text_add(text, "  it was given away at ");
  custody_text_place(text, report->given_at);
  custody_text_add(text, "\n");
}

static void add_rule(struct custody_text *text, const struct custody_report *report) {
  const struct custody_rt_rule *rule = report->rule;
  if (!rule) return;
  custody_text_add(text, "  rule: ");
  custody_text_add(text, rule->text);
  custody_text_add(text, ", declared at ");
  custody_text_add(text, rule->file);
  custody_text_add(text, ":");
  custody_text_decimal(text, rule->line);
  custody_text_add(text, "\n  it asks for: ");
  custody_report_demand(text, rule, report->access);
  custody_text_add(text, "\n");
  if (report->proved)
    custody_text_add(text, "  when it was compiled, this access was proved to be right: one of the "
                           "two is a fault of custody, please report it\n");
}

static void add_contract(struct custody_text *text, const struct custody_report *report) {
  if (report->contract) {
    custody_text_add(text, "  rule: ");
    custody_text_add(text, report->contract->text);
    custody_text_add(text, " on ");
    custody_text_add(text, report->contract->place.function);
    custody_text_add(text, "\n");
  }
  if (!report->asks) return;
  custody_text_add(text, "  it asks for: ");
  custody_text_add(text, report->asks);
  custody_text_add(text, "\n");
}

static void add_held_lock(struct custody_text *text, const struct custody_report *report) {
  if (report->held_class) {
    custody_text_add(text, report->held_class);
    return;
  }
  custody_text_add(text, "lock ");
  custody_text_hex(text, (uintptr_t)report->held_lock);
}

static void add_order(struct custody_text *text, const struct custody_report *report) {
  if (!report->order) return;
  custody_text_add(text, "  rule: ");
  custody_text_add(text, report->order->text);
  custody_text_add(text, ", declared at ");
  custody_text_place(text, &report->order->place);
  custody_text_add(text, "\n  it is taken while ");
  add_held_lock(text, report);
  custody_text_add(text, " is held, which comes after it\n");
}

/* The other ways around the circle, each as it was seen first. */
static void add_circle(struct custody_text *text, const struct custody_report *report) {
  if (!report->circle) return;
  custody_text_add(text, "  it can wait for ever: ");
  add_held_lock(text, report);
  custody_text_add(text, " is held here, and the other way round\n");
  for (uint32_t i = 0; i < report->circle->count; i++) {
    const struct custody_order_edge *edge = &report->circle->edge[i];
    custody_text_add(text, "  T");
    custody_text_decimal(text, edge->thread);
    custody_text_add(text, " took ");
    custody_text_add(text, custody_order_class_name(edge->to));
    custody_text_add(text, " at ");
    custody_text_place(text, edge->taken_at);
    custody_text_add(text, "\n");
    custody_frames_kept_text(text, edge->taken_stack);
    custody_text_add(text, "    while it held ");
    custody_text_add(text, custody_order_class_name(edge->from));
    custody_text_add(text, ", taken at ");
    custody_text_place(text, edge->held_at);
    custody_text_add(text, "\n");
    custody_frames_kept_text(text, edge->held_stack);
  }
}

/* Who has the lock meanwhile. */
static void add_lock_holder(struct custody_text *text, const struct custody_thread *self,
                            const void *lock) {
  struct custody_holder holder = custody_holder_of(lock, self);
  if (!holder.thread) return;
  custody_text_add(text, "    ");
  custody_who_thread(text, holder.thread);
  custody_text_add(text, " holds it ");
  custody_text_add(text, hold_name(holder.mode));
  custody_text_add(text, ", taken at ");
  custody_text_place(text, holder.place);
  custody_text_add(text, "\n");
  custody_frames_kept_text(text, holder.stack);
}

/* Which object's lock the rule means here, and how it's held: the same member of another object may
 * be among the held locks. */
static void add_lock(struct custody_text *text, const struct custody_thread *self,
                     const struct custody_rt_lock *lock, const void *base) {
  const void *address = custody_lock_path_follow(lock, base);
  unsigned hold = custody_lock_path_hold(&self->held, lock, base, CUSTODY_NOT_HELD);
  custody_text_add(text, "  ");
  custody_text_add(text, lock->text);
  if (address) {
    custody_text_add(text, " is ");
    custody_text_hex(text, (uintptr_t)address);
    custody_text_add(text, ", ");
  } else {
    custody_text_add(text, " is ");
  }
  custody_text_add(text, hold ? "held " : "");
  custody_text_add(text, hold_name(hold));
  custody_text_add(text, "\n");
  if (address) add_lock_holder(text, self, address);
}

static void add_asked_locks(struct custody_text *text, const struct custody_thread *self,
                            const struct custody_report *report) {
  if (report->rule)
    for (uint32_t i = 0; i < report->rule->lock_count; i++)
      add_lock(text, self, &report->rule->locks[i], report->base);
  if (report->contract && report->contract->lock)
    add_lock(text, self, report->contract->lock, report->base);
}

static void add_held_locks(struct custody_text *text, const struct custody_thread *self) {
  const struct custody_held *held = &self->held;
  if (held->count == 0) custody_text_add(text, "  no lock is held\n");
  for (uint32_t i = 0; i < held->count; i++) {
    const struct custody_hold_entry *entry = custody_held_row(held, i);
    custody_text_add(text, "  held: ");
    custody_text_add(text, entry->lock_class ? entry->lock_class : "lock");
    custody_text_add(text, " (");
    custody_text_hex(text, (uintptr_t)entry->lock);
    custody_text_add(text, ") ");
    custody_text_add(text, hold_name(entry->mode));
    custody_text_add(text, ", taken at ");
    custody_text_place(text, entry->place);
    custody_text_add(text, "\n");
    custody_frames_kept_text(text, entry->stack);
  }
}

static void add_summary(struct custody_text *text, const struct custody_report *report) {
  custody_text_add(text, "SUMMARY: custody: custody-");
  custody_text_add(text, custody_finding_name(report->finding));
  custody_text_add(text, ": ");
  custody_text_add(text, report->done);
  add_subject(text, report);
  custody_text_add(text, " at ");
  custody_text_place(text, report->place);
  custody_text_add(text, "\n");
}

static void add_stack(struct custody_text *text, const struct custody_stack *stack) {
  if (stack->count > 0) custody_text_add(text, "  stack:\n");
  custody_frames_text(text, stack);
}

static void add_others(struct custody_text *text, const struct custody_account *account) {
  struct custody_others others;
  custody_others_of(&others, account);
  for (uint32_t i = 0; i < others.count; i++) custody_who_origin(text, others.thread[i]);
}

void custody_report_text(struct custody_text *text, const struct custody_account *account) {
  const struct custody_thread *self = account->self;
  const struct custody_report *report = account->report;
  custody_text_add(text, line);
  add_headline(text, self, report);
  add_rule(text, report);
  add_holder(text, report);
  add_contract(text, report);
  add_order(text, report);
  add_circle(text, report);
  if (report->deadlock) custody_deadlock_text(text, report->deadlock);
  add_asked_locks(text, self, report);
  custody_who_owners(text, report->roles);
  add_held_locks(text, self);
  add_stack(text, account->stack);
  custody_who_origin(text, self);
  add_others(text, account);
  custody_text_add(text, "  key: ");
  custody_text_add(text, account->key);
  custody_text_add(text, "\n");
  add_summary(text, report);
  custody_text_add(text, line);
}
