/* A report as one line of JSON: what report_text.c says, under names. */
#include "deadlock.h"
#include "frames_json.h"
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

enum { WORDS_SIZE = 1024 };

static const char *const hold_names[] = {"no", "shared", "exclusively"};

static void add_roles(struct custody_json *json, uint64_t mask) {
  custody_json_begin(json, "roles", '[');
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++)
    if (mask >> i & 1) custody_json_string(json, NULL, atomic_load(&custody_roles[i].name));
  custody_json_end(json, ']');
}

static void add_thread(struct custody_json *json, const char *name,
                       const struct custody_thread *thread) {
  char words[CUSTODY_THREAD_NAME];
  custody_who_name(words, thread);
  custody_json_begin(json, name, '{');
  custody_json_number(json, "number", atomic_load(&thread->number));
  custody_json_number(json, "tid", atomic_load(&thread->tid));
  if (words[0] != '\0') custody_json_string(json, "name", words);
  add_roles(json, thread->roles);
  if (thread->birth.place) {
    custody_json_place(json, "created_at", thread->birth.place);
    custody_json_number(json, "created_by", thread->birth.creator);
  }
  custody_frames_kept_json(json, "stack", thread->birth.stack);
  custody_json_end(json, '}');
}

static void add_others(struct custody_json *json, const struct custody_account *account) {
  struct custody_others others;
  custody_others_of(&others, account);
  custody_json_begin(json, "other_threads", '[');
  for (uint32_t i = 0; i < others.count; i++) add_thread(json, NULL, others.thread[i]);
  custody_json_end(json, ']');
}

static void add_rule(struct custody_json *json, const struct custody_report *report) {
  char words[WORDS_SIZE];
  struct custody_text text = custody_text_in(words, sizeof words);
  if (report->rule) {
    custody_json_begin(json, "rule", '{');
    custody_json_string(json, "text", report->rule->text);
    custody_json_string(json, "file", report->rule->file);
    custody_json_number(json, "line", report->rule->line);
    custody_json_end(json, '}');
    custody_report_demand(&text, report->rule, report->access);
    custody_json_string(json, "asks", words);
  }
  if (report->given_at) custody_json_place(json, "given_at", report->given_at);
  if (report->proved) custody_json_number(json, "proved", 1);
  if (report->contract) {
    custody_json_begin(json, "rule", '{');
    custody_json_string(json, "text", report->contract->text);
    custody_json_string(json, "function", report->contract->place.function);
    custody_json_end(json, '}');
  }
  custody_json_string(json, "asks", report->rule ? NULL : report->asks);
}

static void add_holder(struct custody_json *json, const void *lock,
                       const struct custody_thread *self) {
  struct custody_holder holder = custody_holder_of(lock, self);
  if (!holder.thread) return;
  custody_json_begin(json, "holder", '{');
  custody_json_number(json, "thread", atomic_load(&holder.thread->number));
  custody_json_string(json, "held", hold_names[holder.mode]);
  custody_json_place(json, "taken_at", holder.place);
  custody_frames_kept_json(json, "stack", holder.stack);
  custody_json_end(json, '}');
}

static void add_asked_lock(struct custody_json *json, const struct custody_thread *self,
                           const struct custody_rt_lock *lock, const void *base) {
  custody_json_begin(json, NULL, '{');
  custody_json_string(json, "lock", lock->text);
  custody_json_address(json, "address", (uintptr_t)custody_lock_path_follow(lock, base));
  unsigned hold = custody_lock_path_hold(&self->held, lock, base, CUSTODY_NOT_HELD);
  custody_json_string(json, "held", hold_names[hold]);
  add_holder(json, custody_lock_path_follow(lock, base), self);
  custody_json_end(json, '}');
}

static void add_asked_locks(struct custody_json *json, const struct custody_account *account) {
  const struct custody_report *report = account->report;
  custody_json_begin(json, "asked_locks", '[');
  if (report->rule)
    for (uint32_t i = 0; i < report->rule->lock_count; i++)
      add_asked_lock(json, account->self, &report->rule->locks[i], report->base);
  if (report->contract && report->contract->lock)
    add_asked_lock(json, account->self, report->contract->lock, report->base);
  custody_json_end(json, ']');
}

static void add_owner(struct custody_json *json, struct custody_role *role) {
  uint32_t owner = atomic_load(&role->owner);
  custody_json_begin(json, NULL, '{');
  custody_json_string(json, "role", atomic_load(&role->name));
  custody_json_number(json, "threads", atomic_load(&role->live));
  if (owner) {
    custody_json_number(json, "thread", owner - 1);
    custody_json_place(json, "taken_at", atomic_load(&role->place));
    custody_frames_kept_json(json, "stack", atomic_load(&role->stack));
  }
  custody_json_end(json, '}');
}

static void add_owners(struct custody_json *json, uint64_t mask) {
  custody_json_begin(json, "owners", '[');
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++)
    if (mask >> i & 1) add_owner(json, &custody_roles[i]);
  custody_json_end(json, ']');
}

static void add_held_locks(struct custody_json *json, const struct custody_held *held) {
  custody_json_begin(json, "held_locks", '[');
  for (uint32_t i = 0; i < held->count; i++) {
    const struct custody_hold_entry *row = custody_held_row(held, i);
    custody_json_begin(json, NULL, '{');
    custody_json_string(json, "class", row->lock_class);
    custody_json_address(json, "address", (uintptr_t)row->lock);
    custody_json_string(json, "held", hold_names[row->mode]);
    custody_json_place(json, "taken_at", row->place);
    custody_frames_kept_json(json, "stack", row->stack);
    custody_json_end(json, '}');
  }
  custody_json_end(json, ']');
}

static void add_circle(struct custody_json *json, const struct custody_report *report) {
  custody_json_string(json, "held_class", report->held_class);
  if (!report->circle) return;
  custody_json_begin(json, "circle", '[');
  for (uint32_t i = 0; i < report->circle->count; i++) {
    const struct custody_order_edge *edge = &report->circle->edge[i];
    custody_json_begin(json, NULL, '{');
    custody_json_number(json, "thread", edge->thread);
    custody_json_string(json, "held", custody_order_class_name(edge->from));
    custody_json_place(json, "held_at", edge->held_at);
    custody_frames_kept_json(json, "held_stack", edge->held_stack);
    custody_json_string(json, "taken", custody_order_class_name(edge->to));
    custody_json_place(json, "taken_at", edge->taken_at);
    custody_frames_kept_json(json, "taken_stack", edge->taken_stack);
    custody_json_end(json, '}');
  }
  custody_json_end(json, ']');
}

static void add_order(struct custody_json *json, const struct custody_rt_order *order) {
  if (!order) return;
  custody_json_begin(json, "rule", '{');
  custody_json_string(json, "text", order->text);
  custody_json_place(json, "at", &order->place);
  custody_json_end(json, '}');
}

/* Each waits for the next one, the last one for the first. */
static void add_deadlock(struct custody_json *json, const struct custody_deadlock *deadlock) {
  if (!deadlock) return;
  custody_json_begin(json, "deadlock", '[');
  for (uint32_t i = 0; i < deadlock->count; i++) {
    const struct custody_thread *thread = deadlock->who[i].thread;
    custody_json_begin(json, NULL, '{');
    custody_json_number(json, "number", atomic_load(&thread->number));
    custody_json_string(json, "class", thread->wait.lock_class);
    custody_json_address(json, "waits_for", (uintptr_t)thread->wait.lock);
    custody_json_place(json, "at", thread->wait.place);
    custody_frames_kept_json(json, "stack", thread->wait.stack);
    add_held_locks(json, &thread->held);
    custody_json_end(json, '}');
  }
  custody_json_end(json, ']');
}

/* "write of " -> "write of" */
static void add_done(struct custody_json *json, const struct custody_report *report) {
  size_t length = 0;
  while (report->done[length] != '\0') length++;
  if (length > 0 && report->done[length - 1] == ' ') length--;
  custody_json_part(json, "done", report->done, length);
}

static void add_head(struct custody_json *json, const struct custody_account *account) {
  const struct custody_report *report = account->report;
  custody_json_begin(json, NULL, '{');
  custody_json_string(json, "type", "report");
  custody_json_string(json, "finding", custody_finding_name(report->finding));
  custody_json_string(json, "key", account->key);
  add_done(json, report);
  custody_json_string(json, "subject", report->subject);
  custody_json_address(json, "lock", (uintptr_t)report->lock);
  custody_json_place(json, "at", report->place);
  custody_json_number(json, "pid", (uint64_t)syscall(SYS_getpid));
}

static void add_all(struct custody_json *json, const struct custody_account *account) {
  const struct custody_report *report = account->report;
  add_head(json, account);
  add_rule(json, report);
  add_order(json, report->order);
  add_circle(json, report);
  add_deadlock(json, report->deadlock);
  add_asked_locks(json, account);
  add_owners(json, report->roles);
  add_held_locks(json, &account->self->held);
  custody_frames_json(json, "stack", account->stack);
  add_thread(json, "thread", account->self);
  add_others(json, account);
  custody_json_end(json, '}');
  custody_text_add(json->text, "\n");
}

void custody_report_json(struct custody_text *text, const struct custody_account *account) {
  struct custody_text whole = *text;
  struct custody_json json = custody_json_in(&whole);
  add_all(&json, account);
  if (!custody_text_is_full(&whole)) {
    *text = whole;
    return;
  }
  json = custody_json_in(text); /* names longer than anybody's: without the rest it's still JSON */
  add_head(&json, account);
  custody_json_number(&json, "is_cut", 1);
  custody_json_end(&json, '}');
  custody_text_add(text, "\n");
}
